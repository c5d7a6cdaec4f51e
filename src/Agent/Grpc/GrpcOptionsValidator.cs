using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc.Access;

namespace MyIkev2.Agent.Grpc;

/// <summary>Checks the options at start and turns their texts into values.</summary>
internal sealed class GrpcOptionsValidator : IValidateOptions<GrpcOptions>
{
    // sun_path has 108 bytes, the last one for the terminating zero.
    private const int LongestSocketPath = 107;

    // The web server looks once a second.
    private static readonly TimeSpan LeastKeepAlive = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostKeepAlive = TimeSpan.FromDays(1);

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

        CheckEndpoint(options.TcpEndpoint, $"{GrpcOptions.Section}:{nameof(options.TcpEndpoint)}", GrpcOptions.TestApiPort, options, failures);
        CheckEndpoint(options.DaemonEndpoint, $"{GrpcOptions.Section}:{nameof(options.DaemonEndpoint)}", GrpcOptions.DaemonApiPort, options, failures);
        CheckTls(options, failures);
        CheckCallers(options, failures);
        if (ParseRoles(options.TestRuns.AnonymousRoles) is null)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.TestRuns)}:{nameof(options.TestRuns.AnonymousRoles)} must be some of monitor, operator, secrets, not '{options.TestRuns.AnonymousRoles}'.");
        }

        options.Sessions.Validate($"{GrpcOptions.Section}:{nameof(options.Sessions)}", failures);
        if (options.MaxRequestSize < 1024)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.MaxRequestSize)} must be at least 1024.");
        }

        CheckConnections(options, failures);
        if (options.MaxWatches < 1)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.MaxWatches)} must be at least 1.");
        }

        if (options.WatchBacklog is < 1 or > 1_000_000)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.WatchBacklog)} must be 1 to 1000000.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckConnections(GrpcOptions options, List<string> failures)
    {
        if (options.MaxCallsPerConnection is < 1 or > 10_000)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.MaxCallsPerConnection)} must be 1 to 10000.");
        }

        if (options.KeepAliveDelay != TimeSpan.Zero && (options.KeepAliveDelay < LeastKeepAlive || options.KeepAliveDelay > MostKeepAlive))
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.KeepAliveDelay)} must be 00:00:01 to 1.00:00:00, or 0 for none.");
        }

        if (options.KeepAliveTimeout < LeastKeepAlive || options.KeepAliveTimeout > MostKeepAlive)
        {
            failures.Add($"{GrpcOptions.Section}:{nameof(options.KeepAliveTimeout)} must be 00:00:01 to 1.00:00:00.");
        }
    }

    private static void CheckEndpoint(string endpoint, string name, int port, GrpcOptions options, List<string> failures)
    {
        if (endpoint.Length == 0)
        {
            return;
        }

        if (ParseEndpoint(endpoint) is not { } parsed)
        {
            failures.Add($"{name} must be an address with a port, such as 127.0.0.1:{port}, not '{endpoint}'.");
        }
        else if (!IPAddress.IsLoopback(parsed.Address) && !options.Tls.IsEnabled)
        {
            failures.Add(
                $"{name} may be '{endpoint}' with TLS only: set {GrpcOptions.Section}:{nameof(options.Tls)}:{nameof(GrpcTlsOptions.CertificateFile)}, "
                + $"or listen on loopback, such as 127.0.0.1:{port}.");
        }
    }

    private static void CheckTls(GrpcOptions options, List<string> failures)
    {
        string tlsName = $"{GrpcOptions.Section}:{nameof(options.Tls)}";
        if (options.Tls.IsEnabled)
        {
            if (TlsEndpoint.FindMistake(options.Tls) is { } mistake)
            {
                failures.Add($"{tlsName}: {mistake}");
            }

            if (options.Tls.RequireClientCertificate && options.Tls.ClientAuthoritiesFile.Length == 0)
            {
                failures.Add($"{tlsName}:{nameof(GrpcTlsOptions.RequireClientCertificate)} needs {nameof(GrpcTlsOptions.ClientAuthoritiesFile)}: nobody could show a certificate that is accepted.");
            }
        }
    }

    private static void CheckCallers(GrpcOptions options, List<string> failures)
    {
        for (var i = 0; i < options.Callers.Length; i++)
        {
            GrpcCallerOptions caller = options.Callers[i];
            string name = $"{GrpcOptions.Section}:{nameof(options.Callers)}:{i}";
            if (CallerDirectory.ParseRoles(caller.Roles) is null)
            {
                failures.Add($"{name}:{nameof(caller.Roles)} must be one or more of monitor, operator, secrets.");
            }

            if ((caller.TokenFile.Length > 0) == (caller.Certificate.Length > 0))
            {
                failures.Add($"{name}: set either {nameof(caller.TokenFile)} or {nameof(caller.Certificate)}.");
            }
            else if (caller.TokenFile.Length > 0)
            {
                CheckToken(caller.TokenFile, $"{name}:{nameof(caller.TokenFile)}", failures);
            }
            else if (options.Tls.ClientAuthoritiesFile.Length == 0)
            {
                failures.Add($"{name}:{nameof(caller.Certificate)} needs {GrpcOptions.Section}:{nameof(options.Tls)}:{nameof(GrpcTlsOptions.ClientAuthoritiesFile)}.");
            }
        }
    }

    private static void CheckToken(string path, string name, List<string> failures)
    {
        try
        {
            if (CallerDirectory.ReadToken(path) is null)
            {
                failures.Add($"{name}: the first line of {path} is no token of 16 to 512 printable characters without blanks.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failures.Add($"{name}: {exception.Message}");
        }
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

    /// <summary>The roles that words separated by commas say, none for no word, or null.</summary>
    public static CallerRole? ParseRoles(string text)
    {
        string[] names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Length == 0 ? CallerRole.None : CallerDirectory.ParseRoles(names);
    }

    /// <summary>An endpoint with a port written out, or null.</summary>
    public static IPEndPoint? ParseEndpoint(string text)
    {
        // Without brackets the last group of an IPv6 address would be taken for a port, or the port be taken as missing.
        bool hasPort = text.LastIndexOf(':') > text.LastIndexOf(']') && (text.Contains(']') || text.AsSpan().Count(':') == 1);
        return hasPort && IPEndPoint.TryParse(text, out IPEndPoint? endpoint) ? endpoint : null;
    }
}
