package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digests and stored forms, against values of a real server. */
class ManifestTextTest {

  @Test
  void hash_ofTheEmptyText_isThatOfNothing() {
    assertEquals("d41d8cd98f00b204e9800998ecf8427e+0", ManifestText.EMPTY.portableDataHash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ". A 0:3:a;./d B 0:3:b | be1cbe2e1b9840ab737f730008577850+88",
        ". A B 0:3:a 3:3:b 0:3:c 0:0:x | f874be8ac16ceff0f31bd4945edadb6e+96",
        ". W W N W 0:3:a 12:3:b 18:3:b 27:3:c | 118da954828b3eb5c1c179ce5970946e+169",
        ". A 0:3:😀 0:3:� 0:3:Z 0:3:a | da833577572334ea7be9b0f4b568f55c+66",
        ". A 0:3:a;./n/m 0 0:0:\\056 | a62f71176bcdf8d5c16684e667fc059c+93",
      })
  void hash_ofAStoredText_isTheServers(String text, String hash) {
    ManifestText stored = new ManifestText(Blocks.spell(text.replace(';', '\n')));

    assertEquals(hash, stored.portableDataHash());
  }

  @Test
  void hash_ofATextWithHints_isThatOfTheTextWithout() {
    String bare = Blocks.spell(". A B 0:6:f");
    String hinted = bare.replace(Blocks.A, Blocks.A + "+K@zzzzz" + Blocks.SIGNATURE + "+Z1");

    assertEquals(
        new ManifestText(bare).portableDataHash(), new ManifestText(hinted).portableDataHash());
  }

  @Test
  void signatures_takenOff_leaveOtherHintsInPlace() {
    String signed = ". " + Blocks.A + "+K@zzzzz" + Blocks.SIGNATURE + "+Z1 0:3:f\n";

    assertEquals(
        ". " + Blocks.A + "+K@zzzzz+Z1 0:3:f\n",
        new ManifestText(signed).withoutSignatures().text());
  }

  @Test
  void streamName_thatLooksLikeALocator_isLeftAlone() {
    String text = Blocks.A + Blocks.SIGNATURE + " " + Blocks.B + " 0:3:f\n";

    assertEquals(text, new ManifestText(text).withoutSignatures().text());
  }
}
