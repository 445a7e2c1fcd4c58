package io.arvfs.sync.arvados;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** From what happened on the wire to the exception named for it (pure). */
final class Failures {

  private Failures() {}

  /**
   * What an answer other than 200 means for a read.
   *
   * @param what in progress, such as {@code reading collection X}
   */
  static IOException of(String what, Answer answer, Token token) {
    String line = what + ": " + answer.complaint(token);
    if (answer.status() == 413) {
      return new RequestRefusedException(answer.status(), line);
    }
    if (answer.isHtml() || !isFourHundred(answer.status())) {
      return new ServerMisbehavedException(line);
    }
    return switch (answer.status()) {
      case 401 -> new UnauthorisedException(line);
      case 403 -> new ForbiddenException(line);
      case 404 -> new NoSuchCollectionException(line);
      case 408, 423, 429 -> new ServerMisbehavedException(line);
      default -> new RequestRefusedException(answer.status(), line);
    };
  }

  private static boolean isFourHundred(int status) {
    return status >= 400 && status < 500;
  }

  /** What a Keep service's refusal to store a block means. */
  static IOException ofStoring(String what, Answer answer, Token token) {
    String line = what + ": " + answer.complaint(token);
    if (answer.isHtml() || !isFourHundred(answer.status())) {
      return new ServerMisbehavedException(line);
    }
    return switch (answer.status()) {
      case 401, 403 -> new ForbiddenException(line);
      case 408, 423, 429 -> new ServerMisbehavedException(line);
      default -> new RequestRefusedException(answer.status(), line);
    };
  }

  /** What a Keep service's refusal to hand out a block means. */
  static IOException ofFetching(String what, Answer answer, Token token) {
    String line = what + ": " + answer.complaint(token);
    if (answer.isHtml()) {
      return new ServerMisbehavedException(line);
    }
    return switch (answer.status()) {
      case 400, 401, 403, 422 -> new SignatureExpiredException(line);
      case 404, 410 -> new NoSuchBlockException(line);
      default -> ofStoring(what, answer, token);
    };
  }

  /** No answer: one line with the host and what to do, whatever the library said. */
  static ServerUnreachableException unreachable(String what, String host, IOException cause) {
    return new ServerUnreachableException(
        what + ": " + reason(host, cause), isUntrusted(cause), cause);
  }

  /** Why no answer came, in half a line. */
  static String reason(String host, IOException cause) {
    return switch (cause) {
      case UnknownHostException _ -> "the name " + host + " does not resolve";
      case SocketTimeoutException _ -> host + " did not answer in time";
      case ConnectException _ -> host + " does not accept connections";
      case NoRouteToHostException _ -> "there is no route to " + host;
      case SSLException _ when isUntrusted(cause) ->
          "the certificate of "
              + host
              + " is not trusted: install its authority, or set ARVADOS_API_HOST_INSECURE=1";
      case SSLException _ -> "TLS with " + host + " failed: " + shortText(cause);
      default -> "the connection to " + host + " broke: " + shortText(cause);
    };
  }

  private static boolean isUntrusted(IOException cause) {
    return cause instanceof SSLPeerUnverifiedException
        || (cause instanceof SSLHandshakeException && isCertificate(cause));
  }

  private static boolean isCertificate(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof GeneralSecurityException) {
        return true;
      }
    }
    return false;
  }

  private static String shortText(IOException cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse(cause.getClass().getSimpleName());
  }
}
