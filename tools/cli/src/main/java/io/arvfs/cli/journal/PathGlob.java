package io.arvfs.cli.journal;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for paths below the root. {@code *} and {@code ?} stay within a name, {@code **} does
 * not, {@code [a-z]} is one of several characters; a backslash makes the next one plain. A pattern
 * without a slash is compared with the last name alone; one that names a directory does not match
 * what is in it.
 */
public final class PathGlob {

  private static final String PLAIN = "[](){}.*+?$^|#\\&-~";

  private final Pattern pattern;
  private final boolean nameOnly;

  /**
   * @throws IllegalArgumentException if a bracket is not closed, or a range in it is none
   */
  public PathGlob(String glob) {
    this.nameOnly = glob.indexOf('/') < 0 && !glob.contains("**");
    try {
      this.pattern =
          Pattern.compile(regex(glob.startsWith("/") ? glob.substring(1) : glob), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "a range in [ ] ends before it begins; write the lesser character first", e);
    }
  }

  /** Whether it matches {@code path}, which has no slash before it. */
  public boolean matches(String path) {
    String compared = nameOnly ? path.substring(path.lastIndexOf('/') + 1) : path;
    return pattern.matcher(compared).matches();
  }

  private static String regex(String glob) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < glob.length()) {
      at = translate(glob, at, out);
    }
    return out.toString();
  }

  /** Appends what stands at {@code at}; where to go on. */
  private static int translate(String glob, int at, StringBuilder out) {
    char c = glob.charAt(at);
    if (c == '*') {
      boolean many = glob.startsWith("**", at);
      boolean directories = glob.startsWith("**/", at);
      out.append(directories ? "(?:.*/)?" : many ? ".*" : "[^/]*");
      return at + (directories ? 3 : many ? 2 : 1);
    } else if (c == '?') {
      out.append("[^/]");
      return at + 1;
    } else if (c == '[') {
      return bracket(glob, at, out);
    }
    boolean escapes = c == '\\' && at + 1 < glob.length();
    append(escapes ? glob.charAt(at + 1) : c, out);
    return at + (escapes ? 2 : 1);
  }

  private static int bracket(String glob, int at, StringBuilder out) {
    int end = glob.indexOf(']', at + 2);
    if (end < 0) {
      throw new IllegalArgumentException(
          "no ] after the [ at %d; write \\[ for the character itself".formatted(at + 1));
    }
    String inside = glob.substring(at + 1, end);
    boolean not = inside.startsWith("!") || inside.startsWith("^");
    out.append(not ? "(?!/)[^" : "(?!/)[");
    for (int i = not ? 1 : 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      out.append("[]\\^&".indexOf(c) >= 0 ? "\\" : "").append(c);
    }
    out.append(']');
    return end + 1;
  }

  private static void append(char c, StringBuilder out) {
    out.append(PLAIN.indexOf(c) >= 0 ? "\\" : "").append(c);
  }
}
