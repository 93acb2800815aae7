/**
 * Does an MQTT topic filter (with `+` and `#`) match a topic name? Filters are assumed well formed; a filter that
 * begins with a wildcard never matches a topic that begins with `$` (MQTT 3.1.1, 4.7.2).
 */
export function topicMatches(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false;
  const names = topic.split("/");
  const levels = filter.split("/");
  for (const [index, level] of levels.entries()) {
    if (level === "#") return true;
    if (index >= names.length) return false;
    if (level !== "+" && level !== names[index]) return false;
  }
  return levels.length === names.length;
}
