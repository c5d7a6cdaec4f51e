using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>Puts the status at the end of a response: as trailers, or as the only header block ("Trailers-Only").</summary>
internal static class ResponseStatus
{
    public static void WriteTrailers(HttpResponse response, Status status, Metadata? trailers)
    {
        response.AppendTrailer(GrpcHeaders.Status, Code(status));
        if (status.Detail.Length > 0)
        {
            response.AppendTrailer(GrpcHeaders.Message, StatusMessageEncoding.Encode(status.Detail));
        }

        foreach (Metadata.Entry entry in trailers ?? Metadata.Empty)
        {
            if (!MetadataHeaders.IsReserved(entry.Key))
            {
                response.AppendTrailer(entry.Key, MetadataHeaders.HeaderValue(entry));
            }
        }
    }

    public static void WriteTrailersOnly(HttpResponse response, Status status, Metadata? trailers)
    {
        IHeaderDictionary headers = response.Headers;
        headers[GrpcHeaders.Status] = Code(status);
        if (status.Detail.Length > 0)
        {
            headers[GrpcHeaders.Message] = StatusMessageEncoding.Encode(status.Detail);
        }

        WriteHeaders(response, trailers);
    }

    public static void WriteHeaders(HttpResponse response, Metadata? metadata)
    {
        foreach (Metadata.Entry entry in metadata ?? Metadata.Empty)
        {
            if (!MetadataHeaders.IsReserved(entry.Key))
            {
                response.Headers.Append(entry.Key, MetadataHeaders.HeaderValue(entry));
            }
        }
    }

    private static string Code(Status status) => ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
}
