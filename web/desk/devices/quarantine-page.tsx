export const QuarantinePage = () => <p>QuarantinePage</p>;
