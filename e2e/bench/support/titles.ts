const WORDS = ["Fonderie", "Soudure", "Usinage", "Chaudronnerie", "Textile", "Verrerie", "Robotique", "Plasturgie", "Papeterie", "Brasserie", "Tannerie", "Horlogerie", "Forge"];

/** A title that is like few others: likely duplicates are not what is measured. */
export function titleOf(number: number): string {
  const word = (step: number) => WORDS[Math.floor(number / step) % WORDS.length];
  return `${word(1)} ${word(13)} ${word(169)} ${number}`;
}
