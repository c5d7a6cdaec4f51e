namespace MyIkev2.Engine.Crypto;

/// <summary>The functions of OpenSSL 3's libssl, and those of libcrypto around it, that a session without sockets needs.</summary>
internal sealed unsafe class SslFunctions
{
    public const int VerifyPeer = 0x01;
    public const int FailWithoutPeerCertificate = 0x02;
    public const int ErrorWantRead = 2;
    public const int ErrorZeroReturn = 6;

    /// <summary>SSL_MODE_NO_AUTO_CHAIN: send what is given, look for nothing else.</summary>
    public const int ModeNoAutoChain = 0x8;

    /// <summary>No tickets, no compression, the server's order of ciphers, no renegotiation.</summary>
    public const ulong Options = (1UL << 14) | (1UL << 17) | (1UL << 22) | (1UL << 30);

    /// <summary>
    /// A server that says nothing of renegotiation (RFC 5746) is talked to all the same: strongSwan's is one. Nothing is renegotiated here, and the MSK belongs to one handshake.
    /// </summary>
    public const ulong OptionOfClients = 1UL << 2;

    private const int ControlMode = 33;
    private const int ControlSetSessionCacheMode = 44;
    private const int ControlSetMaximumCertificateList = 51;
    private const int ControlChainCertificate = 89;
    private const int ControlSetOldestVersion = 123;
    private const int ControlSetNewestVersion = 124;

    private readonly delegate* unmanaged<nint, int, nint, nint, nint> _contextControl;

    public SslFunctions(NativeModule ssl, NativeModule crypto)
    {
        Method = (delegate* unmanaged<nint>)ssl.Function("TLS_method");
        ContextNew = (delegate* unmanaged<nint, nint>)ssl.Function("SSL_CTX_new");
        ContextFree = (delegate* unmanaged<nint, void>)ssl.Function("SSL_CTX_free");
        _contextControl = (delegate* unmanaged<nint, int, nint, nint, nint>)ssl.Function("SSL_CTX_ctrl");
        SetOptions = (delegate* unmanaged<nint, ulong, ulong>)ssl.Function("SSL_CTX_set_options");
        SetTicketCount = (delegate* unmanaged<nint, nuint, int>)ssl.Function("SSL_CTX_set_num_tickets");
        SetSecurityLevel = (delegate* unmanaged<nint, int, void>)ssl.Function("SSL_CTX_set_security_level");
        SetCipherList = (delegate* unmanaged<nint, byte*, int>)ssl.Function("SSL_CTX_set_cipher_list");
        SetVerify = (delegate* unmanaged<nint, int, nint, void>)ssl.Function("SSL_CTX_set_verify");
        SetVerifyCallback = (delegate* unmanaged<nint, delegate* unmanaged<nint, nint, int>, nint, void>)ssl.Function("SSL_CTX_set_cert_verify_callback");
        UseCertificate = (delegate* unmanaged<nint, int, byte*, int>)ssl.Function("SSL_CTX_use_certificate_ASN1");
        UsePrivateKey = (delegate* unmanaged<nint, nint, int>)ssl.Function("SSL_CTX_use_PrivateKey");
        New = (delegate* unmanaged<nint, nint>)ssl.Function("SSL_new");
        Free = (delegate* unmanaged<nint, void>)ssl.Function("SSL_free");
        SetBio = (delegate* unmanaged<nint, nint, nint, void>)ssl.Function("SSL_set_bio");
        SetAccept = (delegate* unmanaged<nint, void>)ssl.Function("SSL_set_accept_state");
        SetConnect = (delegate* unmanaged<nint, void>)ssl.Function("SSL_set_connect_state");
        Handshake = (delegate* unmanaged<nint, int>)ssl.Function("SSL_do_handshake");
        Read = (delegate* unmanaged<nint, byte*, int, int>)ssl.Function("SSL_read");
        Write = (delegate* unmanaged<nint, byte*, int, int>)ssl.Function("SSL_write");
        GetError = (delegate* unmanaged<nint, int, int>)ssl.Function("SSL_get_error");
        GetVersion = (delegate* unmanaged<nint, int>)ssl.Function("SSL_version");
        Export = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, int>)ssl.Function("SSL_export_keying_material");
        BioNew = (delegate* unmanaged<nint, nint>)crypto.Function("BIO_new");
        BioMemory = (delegate* unmanaged<nint>)crypto.Function("BIO_s_mem");
        BioFree = (delegate* unmanaged<nint, int>)crypto.Function("BIO_free");
        BioRead = (delegate* unmanaged<nint, byte*, int, int>)crypto.Function("BIO_read");
        BioWrite = (delegate* unmanaged<nint, byte*, int, int>)crypto.Function("BIO_write");
        BioPending = (delegate* unmanaged<nint, nuint>)crypto.Function("BIO_ctrl_pending");
        CertificateFromDer = (delegate* unmanaged<nint, byte**, nint, nint>)crypto.Function("d2i_X509");
        CertificateToDer = (delegate* unmanaged<nint, byte**, int>)crypto.Function("i2d_X509");
        CertificateFree = (delegate* unmanaged<nint, void>)crypto.Function("X509_free");
        StoreOwn = (delegate* unmanaged<nint, nint>)crypto.Function("X509_STORE_CTX_get0_cert");
        StoreOthers = (delegate* unmanaged<nint, nint>)crypto.Function("X509_STORE_CTX_get0_untrusted");
        StoreSetError = (delegate* unmanaged<nint, int, void>)crypto.Function("X509_STORE_CTX_set_error");
        StackCount = (delegate* unmanaged<nint, int>)crypto.Function("OPENSSL_sk_num");
        StackValue = (delegate* unmanaged<nint, int, nint>)crypto.Function("OPENSSL_sk_value");
        PrivateKeyFromDer = (delegate* unmanaged<nint, byte**, nint, nint>)crypto.Function("d2i_AutoPrivateKey");
        KeyFree = (delegate* unmanaged<nint, void>)crypto.Function("EVP_PKEY_free");
        TakeError = (delegate* unmanaged<nuint>)crypto.Function("ERR_get_error");
        ErrorReason = (delegate* unmanaged<nuint, nint>)crypto.Function("ERR_reason_error_string");
        ClearErrors = (delegate* unmanaged<void>)crypto.Function("ERR_clear_error");
    }

    public delegate* unmanaged<nint> Method { get; }

    public delegate* unmanaged<nint, nint> ContextNew { get; }

    public delegate* unmanaged<nint, void> ContextFree { get; }

    public delegate* unmanaged<nint, ulong, ulong> SetOptions { get; }

    public delegate* unmanaged<nint, nuint, int> SetTicketCount { get; }

    public delegate* unmanaged<nint, int, void> SetSecurityLevel { get; }

    public delegate* unmanaged<nint, byte*, int> SetCipherList { get; }

    public delegate* unmanaged<nint, int, nint, void> SetVerify { get; }

    /// <summary>Context, callback (store context, argument), argument.</summary>
    public delegate* unmanaged<nint, delegate* unmanaged<nint, nint, int>, nint, void> SetVerifyCallback { get; }

    public delegate* unmanaged<nint, int, byte*, int> UseCertificate { get; }

    public delegate* unmanaged<nint, nint, int> UsePrivateKey { get; }

    public delegate* unmanaged<nint, nint> New { get; }

    public delegate* unmanaged<nint, void> Free { get; }

    /// <summary>Session, BIO to read from, BIO to write to; the session owns both afterwards.</summary>
    public delegate* unmanaged<nint, nint, nint, void> SetBio { get; }

    public delegate* unmanaged<nint, void> SetAccept { get; }

    public delegate* unmanaged<nint, void> SetConnect { get; }

    public delegate* unmanaged<nint, int> Handshake { get; }

    public delegate* unmanaged<nint, byte*, int, int> Read { get; }

    public delegate* unmanaged<nint, byte*, int, int> Write { get; }

    public delegate* unmanaged<nint, int, int> GetError { get; }

    public delegate* unmanaged<nint, int> GetVersion { get; }

    /// <summary>Session, output, label, context, whether there is a context.</summary>
    public delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, int> Export { get; }

    public delegate* unmanaged<nint, nint> BioNew { get; }

    public delegate* unmanaged<nint> BioMemory { get; }

    public delegate* unmanaged<nint, int> BioFree { get; }

    public delegate* unmanaged<nint, byte*, int, int> BioRead { get; }

    public delegate* unmanaged<nint, byte*, int, int> BioWrite { get; }

    public delegate* unmanaged<nint, nuint> BioPending { get; }

    public delegate* unmanaged<nint, byte**, nint, nint> CertificateFromDer { get; }

    public delegate* unmanaged<nint, byte**, int> CertificateToDer { get; }

    public delegate* unmanaged<nint, void> CertificateFree { get; }

    public delegate* unmanaged<nint, nint> StoreOwn { get; }

    public delegate* unmanaged<nint, nint> StoreOthers { get; }

    public delegate* unmanaged<nint, int, void> StoreSetError { get; }

    public delegate* unmanaged<nint, int> StackCount { get; }

    public delegate* unmanaged<nint, int, nint> StackValue { get; }

    public delegate* unmanaged<nint, byte**, nint, nint> PrivateKeyFromDer { get; }

    public delegate* unmanaged<nint, void> KeyFree { get; }

    public delegate* unmanaged<nuint> TakeError { get; }

    public delegate* unmanaged<nuint, nint> ErrorReason { get; }

    public delegate* unmanaged<void> ClearErrors { get; }

    public void SetMode(nint context, int mode) => _contextControl(context, ControlMode, mode, 0);

    public void SwitchCacheOff(nint context) => _contextControl(context, ControlSetSessionCacheMode, 0, 0);

    public void LimitCertificates(nint context, int octets) => _contextControl(context, ControlSetMaximumCertificateList, octets, 0);

    public bool SetVersions(nint context, int oldest, int newest) =>
        _contextControl(context, ControlSetOldestVersion, oldest, 0) == 1 && _contextControl(context, ControlSetNewestVersion, newest, 0) == 1;

    /// <summary>Adds an authority to what is sent; the context owns it when this is true.</summary>
    public bool AddToChain(nint context, nint certificate) => _contextControl(context, ControlChainCertificate, 0, certificate) == 1;
}
