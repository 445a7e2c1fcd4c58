package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is left out of texts, and what stays. */
class RedactionTest {

  @Provide
  Arbitrary<String> around() {
    return Arbitraries.strings().withChars("ab c/+@:=\n").ofMaxLength(20);
  }

  @Provide
  Arbitrary<String> secrets() {
    return Arbitraries.strings().withChars("0123456789ghijkz").ofLength(50);
  }

  @Provide
  Arbitrary<String> digests() {
    return Arbitraries.strings().withChars("0123456789abcdef").ofLength(40);
  }

  @Property(tries = 300)
  void secret_whereverItStands_isLeftOut(
      @ForAll("around") String before,
      @ForAll("secrets") String secret,
      @ForAll("digests") String signature,
      @ForAll("around") String after) {
    String text =
        "%s v2/zzzzz-gj3su-000000000000001/%s %s+3+A%s@6a5b4c3d %s %s"
            .formatted(
                before, secret, "acbd18db4cc2f85cedef654fccc4a4d8", signature, after, secret + "g");

    String shown = new Redaction(false).of(text);

    assertFalse(shown.contains(secret), shown);
    assertFalse(shown.contains(signature), shown);
    assertTrue(shown.contains("v2/zzzzz-gj3su-000000000000001/[redacted]"), shown);
    assertTrue(shown.contains("acbd18db4cc2f85cedef654fccc4a4d8+3+A[redacted]"), shown);
    assertEquals(text, new Redaction(true).of(text));
  }

  @Property(tries = 100)
  void digest_isNoSecret(@ForAll("digests") String digest) {
    String text = "digest " + digest + digest.substring(0, 24) + " of zzzzz-4zz18-0123456789abcde";

    assertEquals(text, new Redaction(false).of(text));
  }
}
