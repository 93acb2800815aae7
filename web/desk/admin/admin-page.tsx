export const AdminPage = () => <p>AdminPage</p>;
