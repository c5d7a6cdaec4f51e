using System.Net.Http.Headers;
using MyIkev2.Engine.Certificates;

namespace MyIkev2.Engine.Runtime.Revocation;

/// <summary>Plain HTTP, as RFC 5280 and RFC 6960 have it: what comes is signed. Answers are bounded in size, redirects in number. Thread-safe.</summary>
internal sealed class HttpRevocationTransport : IRevocationTransport, IDisposable
{
    private const string RequestType = "application/ocsp-request";

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        MaxAutomaticRedirections = 3,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxConnectionsPerServer = 4,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Task<byte[]?> FetchListAsync(string url, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, url), RevocationList.LargestOctets, cancellationToken);

    public Task<byte[]?> AskResponderAsync(string url, byte[] request, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(request);
        content.Headers.ContentType = new MediaTypeHeaderValue(RequestType);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, url) { Content = content }, OcspResponse.LargestOctets, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]?> SendAsync(HttpRequestMessage request, int largest, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > largest)
                {
                    return null;
                }

                return await ReadAsync(response.Content, largest, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or NotSupportedException)
            {
                return null;
            }
        }
    }

    /// <summary>Null when there is more than allowed.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContent content, int largest, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var whole = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (whole.Length + read > largest)
                {
                    return null;
                }

                whole.Write(buffer, 0, read);
            }

            return whole.ToArray();
        }
    }
}
