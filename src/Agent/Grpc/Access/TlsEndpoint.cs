using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MyIkev2.Agent.Grpc.Access;

/// <summary>
/// The TLS side of the TCP endpoint: the agent's certificate and the authorities of its clients, read again when their files change. A file that
/// turned bad leaves what was good before in use. Thread-safe.
/// </summary>
internal sealed class TlsEndpoint
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly GrpcTlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<TlsEndpoint> _log;
    private readonly Lock _reading = new();
    private volatile Material _material;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file does not hold what it should.</exception>
    public TlsEndpoint(GrpcTlsOptions options, TimeProvider time, ILogger<TlsEndpoint> log)
    {
        _options = options;
        _time = time;
        _log = log;
        _material = Read(options, time.GetTimestamp());
    }

    /// <summary>What Kestrel needs: each handshake takes the files as they are then.</summary>
    public TlsHandshakeCallbackOptions Handshakes() => new() { OnConnection = _ => ValueTask.FromResult(NewHandshake()) };

    /// <summary>Reads the files once, for the words of what is wrong with them.</summary>
    internal static string? FindMistake(GrpcTlsOptions options)
    {
        try
        {
            _ = Read(options, 0);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return exception.Message;
        }
    }

    private static Material Read(GrpcTlsOptions options, long at)
    {
        string? password = options.PasswordFile.Length > 0 ? File.ReadLines(options.PasswordFile).FirstOrDefault()?.Trim() : null;
        X509Certificate2Collection found = [];
        X509Certificate2 own;
        if (Path.GetExtension(options.CertificateFile).ToLowerInvariant() is ".p12" or ".pfx")
        {
            found = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.CertificateFile, password);
            own = found.FirstOrDefault(static certificate => certificate.HasPrivateKey)
                ?? throw new CryptographicException($"{options.CertificateFile} has no private key.");
        }
        else
        {
            string key = options.KeyFile.Length > 0 ? options.KeyFile : options.CertificateFile;
            own = password is null
                ? X509Certificate2.CreateFromPemFile(options.CertificateFile, key)
                : X509Certificate2.CreateFromEncryptedPemFile(options.CertificateFile, password, key);
            found.ImportFromPemFile(options.CertificateFile);
        }

        X509Certificate2Collection authorities = [];
        if (options.ClientAuthoritiesFile.Length > 0)
        {
            authorities.ImportFromPemFile(options.ClientAuthoritiesFile);
            if (authorities.Count == 0)
            {
                throw new CryptographicException($"{options.ClientAuthoritiesFile} has no certificate.");
            }
        }

        return new Material(own, SslStreamCertificateContext.Create(own, found, offline: true), authorities, Written(options), at);
    }

    /// <summary>When the files were written last, all in one.</summary>
    private static DateTime Written(GrpcTlsOptions options)
    {
        DateTime newest = default;
        foreach (string path in (string[])[options.CertificateFile, options.KeyFile, options.PasswordFile, options.ClientAuthoritiesFile])
        {
            if (path.Length > 0 && File.GetLastWriteTimeUtc(path) is var written && written > newest)
            {
                newest = written;
            }
        }

        return newest;
    }

    private Material Current()
    {
        Material material = _material;
        if (_time.GetElapsedTime(material.At) < CheckInterval)
        {
            return material;
        }

        lock (_reading)
        {
            if (_material != material)
            {
                return _material;
            }

            long now = _time.GetTimestamp();
            if (Written(_options) == material.Written)
            {
                return _material = material with { At = now };
            }

            try
            {
                _material = Read(_options, now);
                _log.LogInformation("TLS of gRPC has new files; the certificate is good until {NotAfter:u}.", _material.Certificate.NotAfter.ToUniversalTime());
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                _log.LogError("TLS of gRPC goes on with the files it had: {Reason}", exception.Message);
                _material = material with { At = now, Written = Written(_options) };
            }

            return _material;
        }
    }

    private SslServerAuthenticationOptions NewHandshake()
    {
        Material material = Current();
        return new SslServerAuthenticationOptions
        {
            // With the intermediate authorities behind it.
            ServerCertificateContext = material.Context,
            ClientCertificateRequired = _options.ClientAuthoritiesFile.Length > 0,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                certificate is X509Certificate2 shown ? IsTrusted(material.Authorities, shown, chain) : !_options.RequireClientCertificate,
        };
    }

    private static bool IsTrusted(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2")); // id-kp-clientAuth
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }

    private sealed record Material(
        X509Certificate2 Certificate, SslStreamCertificateContext Context, X509Certificate2Collection Authorities, DateTime Written, long At);
}
