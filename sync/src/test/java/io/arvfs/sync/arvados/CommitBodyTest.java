package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommitBodyTest {

  private static final String MD5 = "83367e8913dcec0bf3fc25ed5a27eacb";
  private static final String SELECT =
      "\"select\":[\"uuid\",\"version\",\"portable_data_hash\",\"modified_at\"]}";

  @Test
  void of_everything_placesEachMemberWhereTheServerReadsIt() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("/old.txt", "");
    files.put("/dir/bär", "manifest_text/bar");

    String body = new String(CommitBody.of(files, ". x 0:3:bar\n", MD5), UTF_8);

    assertEquals(
        "{\"collection\":{\"manifest_text\":\". x 0:3:bar\\n\",\"portable_data_hash\":\""
            + MD5
            + "\",\"preserve_version\":true},"
            + "\"replace_files\":{\"/dir/bär\":\"manifest_text/bar\",\"/old.txt\":\"\"},"
            + SELECT,
        body);
  }

  @Test
  void of_hashWithSize_refuses() {
    assertThrows(
        IllegalArgumentException.class, () -> CommitBody.of(Map.of("/a", ""), "", MD5 + "+49"));
  }
}
