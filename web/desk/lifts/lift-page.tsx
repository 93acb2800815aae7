export const LiftPage = () => <p>LiftPage</p>;
