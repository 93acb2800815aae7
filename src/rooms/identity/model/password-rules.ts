import { ok, type Result, refuse } from "../../../kernel/result.ts";

/** Passwords of ten characters and more that every list of stolen ones has on its first pages, here and abroad. */
const common: ReadonlySet<string> = new Set(
  `1234567890 0123456789 9876543210 0987654321 12345678910 1234512345 1122334455 1111111111 0000000000 123123123123
   12345678900 123456789a a123456789 aa123456789 123456789q q123456789 123456789abc abc123456789 abcd123456 abc1234567
   password123 password1234 passw0rd123 p@ssw0rd123 password12 mypassword administrator admin123456 admin12345
   admin@123456 adminadmin root123456 qwertyuiop qwerty12345 qwerty123456 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y
   qazwsxedcrfv asdfghjkl123 zxcvbnm123 asdfghjkl1 iloveyou123 iloveyou1314 woaini1314 woaini1314520 woaini520 5201314520
   5201314521 woshishui123 changeme123 welcome123 welcome1234 letmein123 dianti123456 dianti96333 shengping123
   test123456 user123456 guest12345 china123456 zaq12wsxcde3 147258369 1472583690 741852963 7418529630`
    .trim()
    .split(/\s+/),
);

/**
 * What a person may choose as his password, beyond its length (the contract's).
 * Refused: IDENTITY_PASSWORD_COMMON, IDENTITY_PASSWORD_IS_LOGIN.
 */
export function checkNewPassword(password: string, login: string): Result<null> {
  const plain = password.normalize("NFKC").toLowerCase();
  if (common.has(plain) || new Set(plain).size < 4) return refuse("IDENTITY_PASSWORD_COMMON");
  const name = login.toLowerCase();
  const rest = plain.replaceAll(name, "");
  if (rest !== plain && rest.length < 6) return refuse("IDENTITY_PASSWORD_IS_LOGIN");
  return ok(null);
}
