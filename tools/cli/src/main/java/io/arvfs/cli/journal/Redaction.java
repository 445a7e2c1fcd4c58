package io.arvfs.cli.journal;

import java.util.regex.Pattern;

/** Takes out of a text what would let somebody in: tokens, and signatures of locators. Pure. */
public final class Redaction {

  private static final Pattern SIGNATURE = Pattern.compile("\\+A[0-9a-f]{40}@[0-9a-f]{8}");
  private static final Pattern TOKEN =
      Pattern.compile("\\bv2/([0-9a-z]{5}-[0-9a-z]{5}-[0-9a-z]{15})/[0-9A-Za-z/]+");
  private static final Pattern OLD_TOKEN =
      Pattern.compile("\\b(?=[0-9]*[a-z])(?=[0-9a-f]*[g-z])[0-9a-z]{41,}\\b");

  private final boolean shows;

  /**
   * @param shows whether everything stays
   */
  public Redaction(boolean shows) {
    this.shows = shows;
  }

  /** The text without secrets. */
  public String of(String text) {
    if (shows || text.length() < 32) {
      return text;
    }
    String unsigned = SIGNATURE.matcher(text).replaceAll("+A[redacted]");
    String named = TOKEN.matcher(unsigned).replaceAll("v2/$1/[redacted]");
    return OLD_TOKEN.matcher(named).replaceAll("[redacted]");
  }
}
