using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace MyIkev2.Agent.Grpc;

/// <summary>Checks the options at start and turns their texts into values.</summary>
internal sealed class GrpcOptionsValidator : IValidateOptions<GrpcOptions>
{
    // sun_path has 108 bytes, the last one for the terminating zero.
    private const int LongestSocketPath = 107;

    public ValidateOptionsResult Validate(string? name, GrpcOptions options)
    {
        var failures = new List<string>();
        if (options.SocketPath.Length > 0 && Encoding.UTF8.GetByteCount(Path.GetFullPath(options.SocketPath)) > LongestSocketPath)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.SocketPath)} must have at most {LongestSocketPath} bytes.");
        }

        if (ParseMode(options.SocketMode) is null)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.SocketMode)} must be an octal file mode such as 0660, not '{options.SocketMode}'.");
        }

        if (options.TcpEndpoint.Length > 0 && (ParseEndpoint(options.TcpEndpoint) is not { } endpoint || !IPAddress.IsLoopback(endpoint.Address)))
        {
            failures.Add(
                $"{GrpcOptions.Section}:{nameof(options.TcpEndpoint)} must be a loopback address with a port, such as 127.0.0.1:{GrpcOptions.TestApiPort}, "
                + $"not '{options.TcpEndpoint}': gRPC over TCP has no TLS yet. Forward a port to it from elsewhere.");
        }

        if (options.MaxRequestSize < 1024)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.MaxRequestSize)} must be at least 1024.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>The mode that octal digits say, or null.</summary>
    public static UnixFileMode? ParseMode(string text)
    {
        if (text.Length is 0 or > 4 || text.Any(digit => digit is < '0' or > '7'))
        {
            return null;
        }

        int mode = Convert.ToInt32(text, 8);
        return mode <= 0x1FF ? (UnixFileMode)mode : null;
    }

    /// <summary>An endpoint with a port written out, or null.</summary>
    public static IPEndPoint? ParseEndpoint(string text)
    {
        // Without brackets the last group of an IPv6 address would be taken for a port, or the port be taken as missing.
        bool hasPort = text.LastIndexOf(':') > text.LastIndexOf(']') && (text.Contains(']') || text.AsSpan().Count(':') == 1);
        return hasPort && IPEndPoint.TryParse(text, out IPEndPoint? endpoint) ? endpoint : null;
    }
}
