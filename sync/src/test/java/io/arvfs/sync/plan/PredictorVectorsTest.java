package io.arvfs.sync.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.arvfs.fs.manifest.ManifestText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions against what the real server's code made of the same requests. */
class PredictorVectorsTest {

  private static final String FILE = "pdh-vectors.jsonl";
  private static final int VECTORS = 238;

  @Test
  void file_read_hasEveryVector() throws IOException {
    assertEquals(VECTORS, vectors().size());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void request_predicted_isWhatTheServerMadeOfIt(JsonNode vector) {
    JsonNode expect = vector.get("expect");
    ManifestText before = new ManifestText(vector.get("stored_before").asText());

    Predicted predicted = Predicted.of(signing(vector), sources(vector), before, request(vector));

    switch (predicted.prediction()) {
      case Prediction.Refused refused -> {
        assertTrue(expect.has("refused"), refused.toString());
        assertEquals(expect.get("refused").asInt(), refused.status(), refused.why());
      }
      case Prediction.Accepted _ -> {
        assertTrue(expect.has("pdh"), vector.get("note").asText());
        assertEquals(expect.get("stored_after").asText(), predicted.text().text());
        assertEquals(expect.get("pdh").asText(), predicted.pdh());
      }
    }
  }

  static List<JsonNode> vectors() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream in =
        Objects.requireNonNull(PredictorVectorsTest.class.getResourceAsStream(FILE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> parse(mapper, line))
          .toList();
    }
  }

  private static JsonNode parse(ObjectMapper mapper, String line) {
    try {
      return mapper.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private static Signing signing(JsonNode vector) {
    return vector.get("signing").asBoolean()
        ? Signing.at(vector.get("current_expiry").asLong(), Optional.empty())
        : Signing.off();
  }

  private static Map<String, PdhSource> sources(JsonNode vector) {
    Optional<Long> expiry = Optional.of(vector.get("pdh_sources_expiry").asLong());
    Map<String, PdhSource> sources = new LinkedHashMap<>();
    vector
        .get("pdh_sources")
        .properties()
        .forEach(
            source ->
                sources.put(
                    source.getKey(),
                    new PdhSource(new ManifestText(source.getValue().asText()), expiry)));
    return sources;
  }

  private static Request request(JsonNode vector) {
    Map<String, String> replaceFiles = new LinkedHashMap<>();
    vector
        .get("replace_files")
        .properties()
        .forEach(entry -> replaceFiles.put(entry.getKey(), entry.getValue().asText()));
    return new Request(replaceFiles, vector.get("sent_manifest_text").asText());
  }
}
