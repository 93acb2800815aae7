export const IncidentsPage = () => <p>IncidentsPage</p>;
