package io.arvfs.minicluster;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Rails checks in a manifest before it stores it, and what it counts in it. Sizes may be
 * missing and ranges are not compared with blocks.
 */
final class ManifestGrammar {

  /** Number of files without directory placeholders, and the sum of their token lengths. */
  record Statistics(long files, long bytes) {}

  private static final String NAME_BYTE = "(?:[^\\x00-\\x20\\\\]|\\\\[0-3][0-7][0-7])";
  private static final Pattern STREAM = Pattern.compile("\\.(?:/" + NAME_BYTE + "+)?");
  private static final Pattern LOCATOR =
      Pattern.compile("[0-9a-fA-F]{32}(?:\\+[0-9]+)?(?:\\+[A-Z][A-Za-z0-9@_-]*)*");
  private static final Pattern FILE =
      Pattern.compile("([0-9]{1,18}):([0-9]{1,18}):(" + NAME_BYTE + "+)");

  private ManifestGrammar() {}

  /**
   * @throws Refusal 422 if Rails would refuse the text
   */
  static Statistics check(String text) {
    if (text.isEmpty()) {
      return new Statistics(0, 0);
    }
    if (!text.endsWith("\n")) {
      throw invalid("does not end with newline");
    }
    Set<String> paths = new HashSet<>();
    long bytes = 0;
    int number = 0;
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      bytes += line(text.substring(at, end), ++number, paths);
      at = end + 1;
    }
    return new Statistics(paths.size(), bytes);
  }

  private static long line(String line, int number, Set<String> paths) {
    String[] tokens = line.split(" ", -1);
    String stream = tokens[0];
    if (!STREAM.matcher(stream).matches()
        || (stream.length() > 1 && !clean(ByteText.unescape(stream.substring(2))))) {
      throw invalid("invalid stream name on line " + number);
    }
    int at = 1;
    while (at < tokens.length && LOCATOR.matcher(tokens[at]).matches()) {
      at++;
    }
    if (at == 1 || at == tokens.length) {
      throw invalid("invalid or missing locator or file on line " + number);
    }
    long bytes = 0;
    for (; at < tokens.length; at++) {
      bytes += file(stream, tokens[at], number, paths);
    }
    return bytes;
  }

  private static long file(String stream, String token, int number, Set<String> paths) {
    if (ByteText.unescape(token).equals("0:0:.")) {
      return 0;
    }
    var matcher = FILE.matcher(token);
    if (!matcher.matches() || !clean(ByteText.unescape(matcher.group(3)))) {
      throw invalid("invalid file token on line " + number + ": " + token);
    }
    paths.add(stream + "/" + matcher.group(3));
    return Long.parseLong(matcher.group(2));
  }

  private static boolean clean(String path) {
    for (String component : path.split("/", -1)) {
      if (component.isEmpty() || component.equals(".") || component.equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static Refusal invalid(String why) {
    return Refusal.rails(422, "Validation failed: Manifest text " + why);
  }
}
