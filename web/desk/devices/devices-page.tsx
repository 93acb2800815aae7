export const DevicesPage = () => <p>DevicesPage</p>;
