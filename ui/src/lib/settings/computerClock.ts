/**
 * Whether a computer counts the hours of a day twice to twelve. It says `12h`, `24h`, or the locale that it writes times in, as `en-GB`; empty
 * for the page's own. Which locales do so is the web view's to know; one that it does not know counts to 24.
 */
export function countsToTwelve(said: string): boolean {
  if (said === "12h" || said === "24h") return said === "12h";
  try {
    if (said !== "" && Intl.DateTimeFormat.supportedLocalesOf(said).length === 0) return false;
    const { hourCycle } = new Intl.DateTimeFormat(said || undefined, { hour: "numeric" }).resolvedOptions();
    return hourCycle === "h11" || hourCycle === "h12";
  } catch {
    return false;
  }
}
