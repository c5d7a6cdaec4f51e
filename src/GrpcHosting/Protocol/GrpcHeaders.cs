namespace MyIkev2.GrpcHosting.Protocol;

/// <summary>The header and trailer names of gRPC over HTTP/2.</summary>
internal static class GrpcHeaders
{
    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>A local instruction of the caller to its own channel; it does not travel.</summary>
    public const string InternalRequestEncoding = "grpc-internal-encoding-request";

    /// <summary>True for <c>application/grpc</c> and <c>application/grpc+proto</c>, not for <c>application/grpc-web</c>.</summary>
    public static bool IsGrpcContentType(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';';
    }
}
