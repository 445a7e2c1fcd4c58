package io.arvfs.minicluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done to the locators of a manifest text: strip, sign, hash. */
final class ManifestText {

  private static final Pattern LOCATOR =
      Pattern.compile("(?<= )[0-9a-f]{32}(?:\\+[^ \\n]*)?(?=[ \\n])");
  private static final Pattern HINTS = Pattern.compile("^([0-9a-f]{32}(?:\\+[0-9]+)?).*$");
  private static final Pattern SIGNATURE = Pattern.compile("\\+A[^+ \\n]*");

  private ManifestText() {}

  /** The text with every locator token replaced by what {@code change} makes of it. */
  static String mapLocators(String text, UnaryOperator<String> change) {
    return LOCATOR
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(change.apply(found.group())));
  }

  /** Without {@code +A} hints, every other hint kept: what Rails stores. */
  static String unsigned(String text) {
    return mapLocators(text, ManifestText::unsignedLocator);
  }

  static String unsignedLocator(String locator) {
    return SIGNATURE.matcher(locator).replaceAll("");
  }

  /** The portable data hash: md5 and length of the text with nothing left of hints. */
  static String portableDataHash(String text) {
    String bare = mapLocators(text, l -> HINTS.matcher(l).replaceAll("$1"));
    byte[] bytes = bare.getBytes(StandardCharsets.UTF_8);
    return md5(bytes) + "+" + bytes.length;
  }

  /** 32 lower-case hex digits. */
  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
