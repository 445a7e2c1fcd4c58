package io.arvfs.sync.arvados;

import com.fasterxml.jackson.databind.JsonNode;
import io.arvfs.sync.arvados.CommitAnswer.Ambiguous;
import io.arvfs.sync.arvados.CommitAnswer.Busy;
import io.arvfs.sync.arvados.CommitAnswer.Refused;
import io.arvfs.sync.arvados.CommitAnswer.Saved;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer to a commit says about its fate (pure). Whatever is not plainly an answer of the
 * API is ambiguous: a 5xx may come after the save, and an HTML page is somebody else talking. Only
 * 413 counts as a refusal from them too, for then the body was never passed on.
 */
final class CommitReader {

  private static final Pattern COMPUTED =
      Pattern.compile("does not match computed hash '([0-9a-f]{32})");

  private CommitReader() {}

  static CommitAnswer read(String uuid, Answer answer, Token token) {
    String complaint = answer.complaint(token);
    return switch (answer.status()) {
      case 200 -> saved(uuid, answer);
      case 413 -> refused(answer, complaint);
      case 400, 401, 403, 404, 422 ->
          answer.isHtml() ? new Ambiguous(complaint) : refused(answer, complaint);
      case 500 -> new Ambiguous(complaint, !answer.isHtml());
      case 503 -> answer.body().length == 0 ? new Busy() : new Ambiguous(complaint);
      default -> new Ambiguous(complaint);
    };
  }

  private static CommitAnswer refused(Answer answer, String complaint) {
    Matcher computed = COMPUTED.matcher(complaint);
    return new Refused(
        answer.status(),
        complaint,
        computed.find() ? Optional.of(computed.group(1)) : Optional.empty());
  }

  private static CommitAnswer saved(String uuid, Answer answer) {
    try {
      JsonNode record = answer.json();
      if (!record.path("uuid").asText().equals(uuid)) {
        return new Ambiguous("200 that is not about collection " + uuid);
      }
      long version = record.path("version").asLong();
      String pdh = record.path("portable_data_hash").asText();
      Instant modifiedAt = Instant.parse(record.path("modified_at").asText());
      return version < 1 || pdh.isEmpty()
          ? new Ambiguous("200 without version or portable data hash")
          : new Saved(uuid, version, pdh, modifiedAt);
    } catch (IOException | DateTimeParseException _) {
      return new Ambiguous("200 with a body that is no record of a collection");
    }
  }
}
