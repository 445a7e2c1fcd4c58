package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What the filter takes out of JSON and what it leaves, against a JSON library. */
class ManifestMemberTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Gives few bytes at a time. */
  private static final class Dripping extends ByteArrayInputStream {

    private final int most;

    Dripping(byte[] bytes, int most) {
      super(bytes);
      this.most = most;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(most, length));
    }

    @Override
    public int read(byte[] target) {
      return read(target, 0, target.length);
    }
  }

  private record Parted(String manifest, JsonNode rest) {}

  private static Parted part(byte[] json, int most) throws IOException {
    ByteArrayOutputStream manifest = new ByteArrayOutputStream();
    try (InputStream rest = new ManifestMember(new Dripping(json, most), manifest)) {
      JsonNode left = MAPPER.readTree(rest.readAllBytes());
      return new Parted(manifest.toString(UTF_8), left);
    }
  }

  @Property(tries = 300)
  void manifest_ofAnyText_goesItsOwnWay(
      @ForAll @StringLength(max = 40) String manifest,
      @ForAll @StringLength(max = 20) String name,
      @ForAll @IntRange(min = 1, max = 9) int most,
      @ForAll boolean escaped)
      throws IOException {
    Assume.that(isWhole(manifest) && isWhole(name));
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name);
    json.putObject("properties").put("manifest_text", name).putArray("list").add("manifest_text");
    json.put("manifest_text", manifest).put("kind", "manifest_text").put("version", 3);
    ObjectMapper writer =
        JsonMapper.builder().configure(JsonWriteFeature.ESCAPE_NON_ASCII, escaped).build();

    Parted parted = part(writer.writerWithDefaultPrettyPrinter().writeValueAsBytes(json), most);

    assertEquals(manifest, parted.manifest());
    assertEquals(
        MAPPER.readTree(MAPPER.writeValueAsBytes(json.put("manifest_text", ""))), parted.rest());
  }

  private static boolean isWhole(String text) {
    return new String(text.getBytes(UTF_8), UTF_8).equals(text);
  }

  @Test
  void manifest_thatIsNull_staysAsItIs() throws IOException {
    Parted parted = part("{\"manifest_text\": null, \"name\":\"a\\\"b\"}".getBytes(UTF_8), 3);

    assertEquals("", parted.manifest());
    assertEquals("a\"b", parted.rest().path("name").asText());
  }
}
