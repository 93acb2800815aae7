export const LiftsPage = () => <p>LiftsPage</p>;
