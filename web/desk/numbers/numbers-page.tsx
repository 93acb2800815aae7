export const NumbersPage = () => <p>NumbersPage</p>;
