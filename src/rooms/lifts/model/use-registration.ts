/**
 * 使用登记证编号: 梯, two digits of the kind, the province's short name, letters of the registering authority, a running number, the
 * year in brackets: `梯11苏A00001(18)`. Looked at loosely, because older certificates leave the kind or the year out. What has this
 * shape names a lift like its other codes; anything else is kept as it was written and names nobody. The database has the same shape
 * in `lifts.is_use_registration_no`; a test holds one against the other.
 */
export const useRegistrationShape = /^梯(?:[0-9]{2})?[一-龥][A-Z]{0,2}[0-9]{4,8}(?:\([0-9]{2}\))?$/;
export const isUseRegistrationNo = (text: string): boolean => useRegistrationShape.test(text);

const brackets: Readonly<Record<string, string>> = { "〔": "(", "〕": ")", "【": "(", "】": ")", "[": "(", "]": ")" };
const narrow = (sign: string): string => brackets[sign] ?? String.fromCharCode(sign.charCodeAt(0) - 0xfee0);

/** Without blanks, full-width digits and letters plain, brackets of all sorts round ones. */
export const tidyUseRegistrationNo = (no: string): string =>
  isUseRegistrationNo(no)
    ? no
    : no
        .replace(/[\uff01-\uff5e]/g, narrow)
        .replace(/[〔〕【】[\]]/g, narrow)
        .replace(/\s+/g, "")
        .toUpperCase();
