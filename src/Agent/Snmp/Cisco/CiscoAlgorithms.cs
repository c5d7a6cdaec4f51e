using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>
/// TABLE: algorithms in the numbers of the module's textual conventions. Those end at 3DES, SHA-1 and group 2. For all
/// that came later the number is 1000 + the IANA transform id (a group: its number + 1, as the first two have it), which
/// pollers show as a number; none(1) would say that nothing is protected. With <c>strict</c> the nearest name is given.
/// </summary>
internal static class CiscoAlgorithms
{
    private const int None = 1;
    private const int Unknown = 1000;

    // IANA, Transform Type 1 (encryption), 2 (pseudorandom function), 3 (integrity), 4 (key exchange).
    private const ushort EncryptionDes = 2;
    private const ushort EncryptionTripleDes = 3;
    private const ushort EncryptionNull = 11;
    private const ushort PrfMd5 = 1;
    private const ushort PrfSha1 = 2;
    private const ushort AuthMd5 = 1;
    private const ushort AuthSha1 = 2;

    // IANA, IKEv2 Authentication Method; 201 is the registry's number for EAP.
    private const byte MethodRsa = 1;
    private const byte MethodSharedKey = 2;
    private const byte MethodNull = 13;
    private const byte MethodEap = 201;
    private const byte MethodEapOnly = 202;

    /// <summary>EncryptAlgo: none(1), des(2), des3(3).</summary>
    internal static int Encryption(AlgorithmInfo algorithm, bool strict) => algorithm.Id switch
    {
        _ when algorithm.IsNone => None,
        EncryptionNull => None,
        EncryptionDes => 2,
        EncryptionTripleDes => 3,
        _ => strict ? 3 : Unknown + algorithm.Id,
    };

    /// <summary>AuthAlgo: none(1), hmacMd5(2), hmacSha(3).</summary>
    internal static int Integrity(AlgorithmInfo algorithm, bool strict) => algorithm.Id switch
    {
        _ when algorithm.IsNone => None,
        AuthMd5 => 2,
        AuthSha1 => 3,
        _ => strict ? 3 : Unknown + algorithm.Id,
    };

    /// <summary>IkeHashAlgo, from the pseudorandom function: none(1), md5(2), sha(3).</summary>
    internal static int Hash(AlgorithmInfo prf, bool strict) => prf.Id switch
    {
        _ when prf.IsNone => None,
        PrfMd5 => 2,
        PrfSha1 => 3,
        _ => strict ? 3 : Unknown + prf.Id,
    };

    /// <summary>DiffHellmanGrp: none(1), dhGroup1(2), dhGroup2(3).</summary>
    internal static int Group(AlgorithmInfo keyExchange, bool strict) =>
        keyExchange.IsNone ? None : strict && keyExchange.Id > 2 ? 3 : keyExchange.Id + 1;

    /// <summary>IkeAuthMethod: none(1), preSharedKey(2), rsaSig(3).</summary>
    internal static int AuthenticationMethod(byte method, bool strict) => method switch
    {
        0 => None,
        MethodRsa => 3,
        MethodSharedKey => 2,
        MethodNull => strict ? None : Unknown + method,
        MethodEap or MethodEapOnly => strict ? 2 : Unknown,
        _ => strict ? 3 : Unknown + method,
    };

    /// <summary>Whether packets are encrypted: not by AH, and not by ESP with NULL (RFC 2410).</summary>
    internal static bool Encrypts(IpsecTunnelSnapshot pair) =>
        pair.Protocol == IpsecProtocol.Esp && !pair.Encryption.IsNone && pair.Encryption.Id != EncryptionNull;
}
