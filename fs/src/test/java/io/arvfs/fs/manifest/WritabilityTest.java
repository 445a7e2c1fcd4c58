package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.manifest.Writability.Problem;
import io.arvfs.fs.manifest.Writability.Reason;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which collections must not be written to. */
class WritabilityTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNLOADABLE | . A 0:4:f",
        "UPPER_CASE_HASH | . ACBD18DB4CC2F85CEDEF654FCCC4A4D8+3 0:3:f",
        "REMOTE_BLOCK"
            + " | . acbd18db4cc2f85cedef654fccc4a4d8+3"
            + "+Rzzzzz-358ca10b4cd5ca7444c034d1e26987e0a42e1b1f@6fffff9c 0:3:f",
        "NAME_NOT_UTF8 | ./d A 0:3:caf\\351",
        "RESERVED_NAME | . A 0:3:.arvados#collection",
      })
  void manifest_thatCannotBeRewritten_hasAProblem(Reason reason, String text) throws IOException {
    Writability writability =
        Writability.of(ManifestSource.of(new ManifestText(Blocks.spell(text))));

    assertEquals(List.of(reason), writability.problems().stream().map(Problem::reason).toList());
  }

  @Test
  void manifest_thatIsOnlyUnusual_canBeWritten() throws IOException {
    String text = "./d W 0 N+K@zzzzz 10:0:e 0:3:f/.arvados#collection 0:0:.\n. A 0:3:é 0:1:é";

    assertTrue(
        Writability.of(ManifestSource.of(new ManifestText(Blocks.spell(text)))).isWritable());
  }
}
