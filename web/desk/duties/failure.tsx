/** Why the server refused it, beside what was asked. */
export const Failure = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : (
    <p className="form-failure" role="alert">
      {text}
    </p>
  );
