using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Client;

/// <summary>Turns what HTTP/2 says into statuses, after the mapping tables of gRPC over HTTP/2.</summary>
internal static class TransportStatus
{
    public static Status FromException(Exception exception, string target)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol)
            {
                return new Status(FromErrorCode(protocol.ErrorCode), $"The call was reset: {cause.Message}", exception);
            }
        }

        return exception switch
        {
            HttpRequestException or IOException => new Status(StatusCode.Unavailable, $"No connection to {target}: {exception.Message}", exception),
            _ => new Status(StatusCode.Internal, $"The call failed: {exception.Message}", exception),
        };
    }

    /// <summary>The mistake of a response that is no gRPC response, or null.</summary>
    public static Status? FindMistake(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new Status(FromHttpStatus(response.StatusCode), $"The server answered with HTTP status {(int)response.StatusCode}.");
        }

        string? contentType = response.Content.Headers.ContentType?.ToString();
        if (!GrpcHeaders.IsGrpcContentType(contentType))
        {
            return new Status(StatusCode.Unknown, $"The response has the content type '{contentType}' and is no gRPC response.");
        }

        string? encoding = Single(response.Headers, GrpcHeaders.Encoding);
        return MessageEncoding.IsSupported(encoding)
            ? null
            : new Status(StatusCode.Internal, $"The message encoding '{encoding}' is not supported.");
    }

    /// <summary>The status in trailers or in the headers of a response without messages; null when there is none.</summary>
    public static Status? FromHeaders(HttpHeaders headers)
    {
        if (Single(headers, GrpcHeaders.Status) is not { } text)
        {
            return null;
        }

        StatusCode code = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && Enum.IsDefined((StatusCode)number)
            ? (StatusCode)number
            : StatusCode.Unknown;
        return new Status(code, StatusMessageEncoding.Decode(Single(headers, GrpcHeaders.Message) ?? ""));
    }

    public static Metadata ReadMetadata(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            if (MetadataHeaders.IsReserved(name))
            {
                continue;
            }

            foreach (string value in values)
            {
                MetadataHeaders.AddReceived(metadata, name, value);
            }
        }

        return metadata.Freeze();
    }

    public static string? Single(HttpHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out HeaderStringValues values))
        {
            return null;
        }

        return values.ToString();
    }

    // RFC 9113 section 7 error codes.
    private static StatusCode FromErrorCode(long errorCode) => errorCode switch
    {
        0x7 => StatusCode.Unavailable,
        0x8 => StatusCode.Cancelled,
        0xb => StatusCode.ResourceExhausted,
        0xc => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    private static StatusCode FromHttpStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
