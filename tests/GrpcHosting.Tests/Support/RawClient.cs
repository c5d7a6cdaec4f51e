using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace MyIkev2.GrpcHosting.Tests.Support;

/// <summary>Sends octets of the test's choice as a gRPC request and shows the response as it came.</summary>
internal sealed class RawClient(string address) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    public static byte[] Frame(byte flag, params byte[] message)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public async Task<RawResponse> PostAsync(
        string path, byte[] body, string contentType = "application/grpc", Version? version = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(address), path))
        {
            Version = version ?? HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, CancellationToken.None);
        byte[] content = await response.Content.ReadAsByteArrayAsync();
        return new RawResponse(response.StatusCode, response.Headers, response.TrailingHeaders, response.Content.Headers.ContentType?.ToString(), content);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A response, read to its end.</summary>
internal sealed record RawResponse(HttpStatusCode Http, HttpResponseHeaders Headers, HttpResponseHeaders Trailers, string? ContentType, byte[] Content)
{
    /// <summary>The gRPC status wherever it is.</summary>
    public string? Status => Value(Trailers, "grpc-status") ?? Value(Headers, "grpc-status");

    public string? Message => Value(Trailers, "grpc-message") ?? Value(Headers, "grpc-message");

    public bool IsTrailersOnly => Value(Headers, "grpc-status") is not null && Content.Length == 0;

    public static string? Value(HttpHeaders headers, string name) => headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(",", values) : null;
}
