export const IncidentPage = () => <p>IncidentPage</p>;
