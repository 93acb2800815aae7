/**
 * What people type for a place without blanks (「凯旋华庭3号楼2单元」) as the words of which places are made: the search
 * wants each of them somewhere in the place.
 */
export const splitWords = (typed: string): string => typed.trim().replace(/(\p{Script=Han})(\d)/gu, "$1 $2");
