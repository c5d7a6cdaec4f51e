using System.CommandLine;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>cmd certificate import name NAME url URL</c>; <c>show certificates</c>: what the configuration may use, and until when.</summary>
internal static class CertificateCommands
{
    private const int LargestOctets = 1024 * 1024;

    private static readonly Option<string?> PassphraseFile = new("--passphrase-file")
    {
        Description = "A file with the passphrase of the private key, or of the PKCS#12 file.",
        HelpName = "FILE",
    };

    public static Command CreateCmd()
    {
        var name = new Argument<string>("NAME") { Description = "The name that the configuration uses." };
        var address = new Argument<string>("URL") { Description = "A file of this host, or an address that begins with http:// or https://." };
        var url = new Command("url", "Where it is: PEM, DER or PKCS#12.") { address };
        url.SetAction((parsed, cancellation) => ImportAsync(parsed, parsed.GetValue(name)!, parsed.GetValue(address)!, cancellation));
        return new Command("certificate", "Certificates of the agent.")
        {
            new Command("import", "Take a certificate, with its key or without, or a revocation list into the agent's certificate folder.")
            {
                PassphraseFile,
                new Command("name", "Under which name.") { name, url },
            },
        };
    }

    public static Command CreateShow()
    {
        var show = new Command("certificates", "Certificates and revocation lists, and until when they are valid.");
        show.SetAction((parsed, _) => AgentConnection.RunAsync(parsed, async client =>
        {
            var certificates = new List<Certificate>();
            var asOf = DateTimeOffset.UnixEpoch;
            using var call = client.ListCertificates(new ListCertificatesRequest());
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                certificates.AddRange(batch.Certificates);
                asOf = batch.AsOf.ToDateTimeOffset();
            }

            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? CertificateText.Json(certificates) : CertificateText.Lines(certificates, asOf)).ConfigureAwait(false);
            return ExitCodes.Success;
        }));
        return show;
    }

    private static async Task<int> ImportAsync(ParseResult parsed, string name, string address, CancellationToken cancellationToken)
    {
        byte[] content;
        string passphrase;
        try
        {
            content = await ReadAsync(address, cancellationToken).ConfigureAwait(false);
            passphrase = parsed.GetValue(PassphraseFile) is { } file
                ? (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n')
                : string.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"myikev2: {address} cannot be read: {exception.Message}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }

        return await AgentConnection.RunAsync(parsed, async client =>
        {
            var response = await client.ImportCertificateAsync(
                new ImportCertificateRequest { Name = name, Content = Google.Protobuf.ByteString.CopyFrom(content), Passphrase = passphrase });
            return CommandOutput.Write(parsed, response.Result, []);
        }).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReadAsync(string address, CancellationToken cancellationToken)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            using var http = new HttpClient { MaxResponseContentBufferSize = LargestOctets, Timeout = TimeSpan.FromSeconds(30) };
            return await http.GetByteArrayAsync(uri, cancellationToken).ConfigureAwait(false);
        }

        var path = uri is { IsFile: true } ? uri.LocalPath : address;
        return new FileInfo(path).Length <= LargestOctets
            ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)
            : throw new IOException($"it is longer than {LargestOctets} octets");
    }
}
