namespace MyIkev2.Engine.Crypto;

/// <summary>Makes libssl's objects for a session and takes apart what it presents.</summary>
internal static unsafe class LibsslSetUp
{
    private const int Tls12Version = 0x0303;
    private const int Tls13Version = 0x0304;

    /// <summary>112 bits: what IKE asks of certificates too.</summary>
    private const int SecurityLevel = 2;

    private const int LargestCertificateList = 64 * 1024;
    private const int MostPresented = 32;

    /// <summary>A session, its BIOs, and null; or why there is none.</summary>
    public static (nint Session, nint Input, nint Output, string? Problem) Open(SslFunctions functions, TlsSettings settings, nint self)
    {
        var context = functions.ContextNew(functions.Method());
        if (context == 0)
        {
            return (0, 0, 0, Libssl.TakeProblem(functions));
        }

        try
        {
            if (Configure(functions, context, settings, self) is { } problem)
            {
                return (0, 0, 0, problem);
            }

            nint session = functions.New(context), input = functions.BioNew(functions.BioMemory()), output = functions.BioNew(functions.BioMemory());
            if (session == 0 || input == 0 || output == 0)
            {
                functions.Free(session);
                functions.BioFree(input);
                functions.BioFree(output);
                return (0, 0, 0, Libssl.TakeProblem(functions));
            }

            functions.SetBio(session, input, output);
            if (settings.IsServer)
            {
                functions.SetAccept(session);
            }
            else
            {
                functions.SetConnect(session);
            }

            return (session, input, output, null);
        }
        finally
        {
            // The session holds the context while it needs it.
            functions.ContextFree(context);
        }
    }

    /// <summary>The certificates that the other end showed, its own first.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Presented(SslFunctions functions, nint store)
    {
        var own = functions.StoreOwn(store);
        var result = new List<ReadOnlyMemory<byte>>();
        if (own != 0)
        {
            result.Add(ToDer(functions, own));
        }

        var others = functions.StoreOthers(store);
        for (var i = 0; others != 0 && i < Math.Min(functions.StackCount(others), MostPresented); i++)
        {
            // libssl puts the own one among them.
            var der = ToDer(functions, functions.StackValue(others, i));
            if (result.Count == 0 || !der.AsSpan().SequenceEqual(result[0].Span))
            {
                result.Add(der);
            }
        }

        return result;
    }

    private static string? Configure(SslFunctions functions, nint context, TlsSettings settings, nint self)
    {
        functions.SetOptions(context, settings.IsServer ? SslFunctions.Options : SslFunctions.Options | SslFunctions.OptionOfClients);
        functions.SetTicketCount(context, 0);
        functions.SetSecurityLevel(context, SecurityLevel);
        functions.SwitchCacheOff(context);
        functions.SetMode(context, SslFunctions.ModeNoAutoChain);
        functions.LimitCertificates(context, LargestCertificateList);

        // Forward secrecy and AEAD first; CBC with ECDHE for peers of little means.
        fixed (byte* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:!aNULL:!eNULL:!SHA1"u8)
        {
            if (!functions.SetVersions(context, Tls12Version, settings.StaysBelowTls13 ? Tls12Version : Tls13Version) || functions.SetCipherList(context, ciphers) != 1)
            {
                return Libssl.TakeProblem(functions);
            }
        }

        if (settings.Judge is not null || !settings.IsServer)
        {
            functions.SetVerify(context, SslFunctions.VerifyPeer | SslFunctions.FailWithoutPeerCertificate, 0);
            functions.SetVerifyCallback(context, &LibsslSession.OnCertificates, self);
        }

        return settings.Key is { } key && settings.Chain.Count > 0 ? Present(functions, context, settings.Chain, key) : null;
    }

    private static string? Present(SslFunctions functions, nint context, IReadOnlyList<ReadOnlyMemory<byte>> chain, PrivateKey key)
    {
        fixed (byte* certificate = chain[0].Span)
        {
            if (functions.UseCertificate(context, chain[0].Length, certificate) != 1)
            {
                return Libssl.TakeProblem(functions);
            }
        }

        for (var i = 1; i < chain.Count; i++)
        {
            fixed (byte* octets = chain[i].Span)
            {
                var position = octets;
                var authority = functions.CertificateFromDer(0, &position, chain[i].Length);
                if (authority == 0 || !functions.AddToChain(context, authority))
                {
                    functions.CertificateFree(authority);
                    return Libssl.TakeProblem(functions);
                }
            }
        }

        fixed (byte* octets = key.Pkcs8.Span)
        {
            var position = octets;
            var imported = functions.PrivateKeyFromDer(0, &position, key.Pkcs8.Length);
            var used = imported != 0 && functions.UsePrivateKey(context, imported) == 1;
            functions.KeyFree(imported);
            return used ? null : Libssl.TakeProblem(functions);
        }
    }

    private static byte[] ToDer(SslFunctions functions, nint certificate)
    {
        var der = new byte[Math.Max(functions.CertificateToDer(certificate, null), 0)];
        fixed (byte* pointer = der)
        {
            var position = pointer;
            if (der.Length > 0)
            {
                functions.CertificateToDer(certificate, &position);
            }
        }

        return der;
    }
}
