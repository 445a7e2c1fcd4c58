package io.arvfs.sync.arvados;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API token, kept from being printed: {@link #toString} leaves the secret out, and {@link
 * #redact} takes it out of a text that came from outside. Signatures are bound to the exact {@link
 * #text}, so the v1 and v2 forms of one token are two tokens here.
 */
public final class Token {

  private static final Pattern V2 =
      Pattern.compile("v2/([0-9a-z]{5}-gj3su-[0-9a-z]{15})/([^/\\s]+)(/[0-9a-z-]+)?");
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");
  private static final String HIDDEN = "[token]";
  private static final int ID_DIGITS = 16;

  private final String text;
  private final Optional<String> uuid;
  private final String secret;

  private Token(String text) {
    this.text = text;
    Matcher v2 = V2.matcher(text);
    boolean named = v2.matches();
    this.uuid = named ? Optional.of(v2.group(1)) : Optional.empty();
    this.secret = named ? v2.group(2) : text;
  }

  /**
   * A token as the settings spell it.
   *
   * @throws IllegalArgumentException if it is empty or has characters that no token has; the
   *     message does not repeat it
   */
  public static Token of(String text) {
    if (!PRINTABLE.matcher(text).matches()) {
      throw new IllegalArgumentException("not a token: empty, or white space or controls in it");
    }
    return new Token(text);
  }

  /** The token itself, for the Authorization header and for nothing else. */
  public String text() {
    return text;
  }

  /** The uuid of a v2 token, which is not secret. */
  public Optional<String> uuid() {
    return uuid;
  }

  /**
   * A name for this token that may be journaled: its first 16 hex digits of SHA-256. Two forms of
   * one token have two ids, as they have two signatures for one block.
   */
  public String id() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The text without this token's secret, should it have been repeated there. */
  String redact(String other) {
    return other.replace(text, HIDDEN).replace(secret, HIDDEN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Token token && token.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The uuid, if there is one; never the secret. */
  @Override
  public String toString() {
    return uuid.map(u -> "v2/" + u + "/" + HIDDEN).orElse(HIDDEN);
  }
}
