/** Texts, numbers and dates in a language. */
class Language {
  #texts;
  #numbers;
  #rules;

  constructor(language) {
    this.code = language;
    this.locale = language === "en" ? "en-GB" : "fr-FR";
    this.#texts = TEXTS[language];
    this.#numbers = new Intl.NumberFormat(this.locale);
    this.#rules = new Intl.PluralRules(this.locale);
  }

  /** The text of a key, with its `{names}` filled in. */
  say(key, values = {}) {
    return (this.#texts[key] ?? "").replace(/\{(\w+)\}/g, (name, key) => values[key] ?? name);
  }

  /** The text of a key for a number. */
  count(key, number) {
    const form = this.#rules.select(number) === "one" ? "one" : "other";
    return this.say(`${key}.${form}`, { n: this.number(number) });
  }

  number(number) {
    return this.#numbers.format(number);
  }

  /** The label of a value that this release may not know. */
  known(key) {
    return this.#texts[key];
  }

  /** Days and hours from one moment to another, on the clock of a time zone. */
  span(begin, end, timeZone) {
    const day = new Intl.DateTimeFormat(this.locale, { timeZone, dateStyle: "short" });
    // Midnight ends the day before it.
    const last = new Date(end.getTime() - 1);
    const date = { timeZone, day: "numeric", month: "long", year: "numeric" };
    if (day.format(begin) === day.format(last)) {
      const hours = { ...date, weekday: "long", hour: "numeric", minute: "2-digit" };
      return new Intl.DateTimeFormat(this.locale, hours).formatRange(begin, end);
    }
    return new Intl.DateTimeFormat(this.locale, date).formatRange(begin, last);
  }

  /** When an event takes place next, or took place, and in how many sessions. */
  when(event) {
    const all = event.occurrences ?? [];
    const [begin, end] = event.nextBegin
      ? [event.nextBegin, event.nextEnd]
      : [event.firstBegin ?? all[0]?.begin, event.lastEnd ?? all.at(-1)?.end];
    const zone = knownZone(event.timezone);
    const span = this.span(new Date(begin), new Date(end), zone);
    const text = zone === PARIS ? span : this.say("local_time", { when: span });
    const sessions = event.occurrenceCount ?? all.filter(({ state }) => state !== "cancelled").length;
    return { begin, text: sessions > 1 ? `${text} · ${this.count("sessions", sessions)}` : text };
  }

  /** Where an event takes place. */
  where(event) {
    const venue = event.venue ?? { name: event.venueName, city: event.city, department: event.department };
    const city = venue.city && venue.department ? `${venue.city} (${venue.department})` : venue.city;
    const place = [venue.name, city].filter(Boolean).join(", ");
    if (event.attendanceMode === "online" || !place) return this.say("online");
    return event.attendanceMode === "mixed" ? this.say("mixed", { place }) : place;
  }
}

const PARIS = "Europe/Paris";

/** The time zone, or that of Paris in a browser that does not know it. */
function knownZone(zone) {
  try {
    new Intl.DateTimeFormat("fr", { timeZone: zone });
    return zone;
  } catch {
    return PARIS;
  }
}
