using MyIkev2.Engine.Certificates;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Certificates;

/// <summary>Questions and answers as OpenSSL's command line makes them.</summary>
public sealed class OcspTests
{
    private const string Root =
        "MIIBhjCCASugAwIBAgIUb5oX6D/TC4N65nvE8oyyDSTouUswCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEcm9vdDAgFw0yNjExMjIwMDUyNTBaGA8yMDUxMDcxNDAwNTI1MF" +
        "owDzENMAsGA1UEAwwEcm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAIiZoxXHZdWJ1heZ5mU5DrOe3+7Psmg7qaQw9z8WgEj3mvaEhVUAIfEklUuPA9fDax02Gnb" +
        "x/BXJ/nNEP3XccmjYzBhMB0GA1UdDgQWBBSa18VVN3L6jF7X0knDq/0BbKt5gTAfBgNVHSMEGDAWgBSa18VVN3L6jF7X0knDq/0BbKt5gTAPBgNVHRMBAf8EBTADAQH/MA" +
        "4GA1UdDwEB/wQEAwIBBjAKBggqhkjOPQQDAgNJADBGAiEA57xx2QkhxfAjuBXiuZ+YBhxVxEAoU+NL+sqNW2kv5e4CIQDsinErUOMYixu5kAyVb2E+M2b5/TPs3K/PVVHk" +
        "EbZiCw==";

    private const string Leaf =
        "MIIBcjCCARigAwIBAgIJAPEjRWeJq83vMAoGCCqGSM49BAMCMA8xDTALBgNVBAMMBHJvb3QwIBcNMjYxMTIyMDA1MjUxWhgPMjA1MTA3MTMwMDUyNTFaMA8xDTALBgNVBA" +
        "MMBGxlYWYwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARSQILN1RAm11RXqqak7EDiPsseFUhGBP3bzvZHRyJdhjmG2U1E1xfc/RofdmoqqvHOqecHBoepw1/8BqiDnsbf" +
        "o1swWTAXBgNVHREEEDAOggxsZWFmLmV4YW1wbGUwHQYDVR0OBBYEFOhOAtkxFLEZrqtzo4A4BdykjwaUMB8GA1UdIwQYMBaAFJrXxVU3cvqMXtfSScOr/QFsq3mBMAoGCC" +
        "qGSM49BAMCA0gAMEUCIDR7nZ/vhWqeWs63ep91gjGB4gSaXW2Kmr+AXvtHK+9HAiEA11XI2c0vI99oocuFsgKKRqQNubg9IU6K8Pme013Yvgs=";

    private const string Gone =
        "MIIBcDCCARegAwIBAgIIASNFZ4mrze8wCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEcm9vdDAgFw0yNjExMjIwMDUyNTFaGA8yMDUxMDcxMzAwNTI1MVowDzENMAsGA1UEAw" +
        "wEZ29uZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPG8Xprj8n8L9WCwT6a38jO6Iwa3btTTXx6inigC7DOfe0jlZrzqC6JfiSc3P/6Y8A00VKc//TkYJhK3S1oo+9+j" +
        "WzBZMBcGA1UdEQQQMA6CDGdvbmUuZXhhbXBsZTAdBgNVHQ4EFgQUINFbhHiW7revobgIF25AWIUftJYwHwYDVR0jBBgwFoAUmtfFVTdy+oxe19JJw6v9AWyreYEwCgYIKo" +
        "ZIzj0EAwIDRwAwRAIgOu8e+C1mgnl7ensFDZZUmlqDRKXOXKyC3o6HHdSBp+gCIFL9dWz5Ywvka5lGspjA4NmiZfqpxHpEgtyXf1JS0Qk8";

    private const string Question =
        "MEowSDBGMEQwQjAJBgUrDgMCGgUABBRpKgzgZFJdBFSdfoBcz5jrrTm9LwQUmtfFVTdy+oxe19JJw6v9AWyreYECCQDxI0VniavN7w==";

    private const string Good =
        "MIICmwoBAKCCApQwggKQBgkrBgEFBQcwAQEEggKBMIICfTCBkqERMA8xDTALBgNVBAMMBHJvb3QYDzIwMjYxMTIyMDA1MjUyWjBsMGowQjAJBgUrDgMCGgUABBRpKgzgZF" +
        "JdBFSdfoBcz5jrrTm9LwQUmtfFVTdy+oxe19JJw6v9AWyreYECCQDxI0VniavN74AAGA8yMDI2MTEyMjAwNTI1MlqgERgPMjA0ODEwMTcwMDUyNTJaMAoGCCqGSM49BAMC" +
        "A0gAMEUCIB5fhuVUgF/s27qtKPIqGcToovqbvlGwW6pn1pAjjfjRAiEAo5MTmM20p6sqSVCgetbHx3fqtar585xMpVr5hnCRrWWgggGOMIIBijCCAYYwggEroAMCAQICFG" +
        "+aF+g/0wuDeuZ7xPKMsg0k6LlLMAoGCCqGSM49BAMCMA8xDTALBgNVBAMMBHJvb3QwIBcNMjYxMTIyMDA1MjUwWhgPMjA1MTA3MTQwMDUyNTBaMA8xDTALBgNVBAMMBHJv" +
        "b3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQCImaMVx2XVidYXmeZlOQ6znt/uz7JoO6mkMPc/FoBI95r2hIVVACHxJJVLjwPXw2sdNhp28fwVyf5zRD913HJo2MwYT" +
        "AdBgNVHQ4EFgQUmtfFVTdy+oxe19JJw6v9AWyreYEwHwYDVR0jBBgwFoAUmtfFVTdy+oxe19JJw6v9AWyreYEwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYw" +
        "CgYIKoZIzj0EAwIDSQAwRgIhAOe8cdkJIcXwI7gV4rmfmAYcVcRAKFPjS/rKjVtpL+XuAiEA7IpxK1DjGIsbuZAMlW9hPjNm+f0z7Nyvz1VR5BG2Ygs=";

    private const string Revoked =
        "MIICqwoBAKCCAqQwggKgBgkrBgEFBQcwAQEEggKRMIICjTCBoqERMA8xDTALBgNVBAMMBHJvb3QYDzIwMjYxMTIyMDA1MjUyWjB8MHowQTAJBgUrDgMCGgUABBRpKgzgZF" +
        "JdBFSdfoBcz5jrrTm9LwQUmtfFVTdy+oxe19JJw6v9AWyreYECCAEjRWeJq83voREYDzIwMjQwMTAxMDAwMDAwWhgPMjAyNjExMjIwMDUyNTJaoBEYDzIwNDgxMDE3MDA1" +
        "MjUyWjAKBggqhkjOPQQDAgNIADBFAiEA2RDigpkL39wChmeBNLeyc79WIUw1yeKxBJ9sNAtitNkCIGQsPSmLKjCUC3/iWF/G+i85Uw6AiQH2J8mt+QJQtJWHoIIBjjCCAY" +
        "owggGGMIIBK6ADAgECAhRvmhfoP9MLg3rme8TyjLINJOi5SzAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARyb290MCAXDTI2MTEyMjAwNTI1MFoYDzIwNTEwNzE0MDA1MjUw" +
        "WjAPMQ0wCwYDVQQDDARyb290MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAiJmjFcdl1YnWF5nmZTkOs57f7s+yaDuppDD3PxaASPea9oSFVQAh8SSVS48D18NrHTYad" +
        "vH8Fcn+c0Q/ddxyaNjMGEwHQYDVR0OBBYEFJrXxVU3cvqMXtfSScOr/QFsq3mBMB8GA1UdIwQYMBaAFJrXxVU3cvqMXtfSScOr/QFsq3mBMA8GA1UdEwEB/wQFMAMBAf8w" +
        "DgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMCA0kAMEYCIQDnvHHZCSHF8CO4FeK5n5gGHFXEQChT40v6yo1baS/l7gIhAOyKcStQ4xiLG7mQDJVvYT4zZvn9M+zcr89VUe" +
        "QRtmIL";

    private const string GoodOfResponder =
        "MIIChAoBAKCCAn0wggJ5BgkrBgEFBQcwAQEEggJqMIICZjCBl6EWMBQxEjAQBgNVBAMMCXJlc3BvbmRlchgPMjAyNjExMjIwMDUyNTJaMGwwajBCMAkGBSsOAwIaBQAEFG" +
        "kqDOBkUl0EVJ1+gFzPmOutOb0vBBSa18VVN3L6jF7X0knDq/0BbKt5gQIJAPEjRWeJq83vgAAYDzIwMjYxMTIyMDA1MjUyWqARGA8yMDQ4MTAxNzAwNTI1MlowCgYIKoZI" +
        "zj0EAwIDRwAwRAIgCLwBTOSh6Nkuzn2K8hTXBF1tRx4FCntSdq4D0JOYE9cCIFjja6GoSmmPx8xTzuRyu72rmzXD0J/tE05t5bsz3JSNoIIBczCCAW8wggFrMIIBEaADAg" +
        "ECAgEDMAoGCCqGSM49BAMCMA8xDTALBgNVBAMMBHJvb3QwIBcNMjYxMTIyMDA1MjUyWhgPMjA1MTA3MTMwMDUyNTJaMBQxEjAQBgNVBAMMCXJlc3BvbmRlcjBZMBMGByqG" +
        "SM49AgEGCCqGSM49AwEHA0IABNLMGZuQdMc2BMDOHP8WcRP3ZmX84WvjsXN2dcPbizth/dHcLZ0ebAPCPCkrOLqr9QsFhAtz1OVnqRTf+ELu+IWjVzBVMBMGA1UdJQQMMA" +
        "oGCCsGAQUFBwMJMB0GA1UdDgQWBBRouBrGSigg61+gU5XrIw0EgNynnTAfBgNVHSMEGDAWgBSa18VVN3L6jF7X0knDq/0BbKt5gTAKBggqhkjOPQQDAgNIADBFAiEAiuxu" +
        "00T4MGVJIjfMKXJYFAQisodC3CSZk+AyN4jbhzQCIHR9fxrER9KLV1UGdi6tvWWrxmVzWH9iid3KcV9bA09Z";

    private const string GoodOfImpostor =
        "MIICgwoBAKCCAnwwggJ4BgkrBgEFBQcwAQEEggJpMIICZTCBlqEVMBMxETAPBgNVBAMMCGltcG9zdG9yGA8yMDI2MTEyMjAwNTI1MlowbDBqMEIwCQYFKw4DAhoFAAQUaS" +
        "oM4GRSXQRUnX6AXM+Y6605vS8EFJrXxVU3cvqMXtfSScOr/QFsq3mBAgkA8SNFZ4mrze+AABgPMjAyNjExMjIwMDUyNTJaoBEYDzIwNDgxMDE3MDA1MjUyWjAKBggqhkjO" +
        "PQQDAgNIADBFAiEA/dE/OzDRqWS5RMHhVqf99EZoEI0t+Z6QtR1B/LoA+SkCIG9K1RJExSv4GlHgd4gGVxKH03beQtjGH7YhMsKjJVU1oIIBcjCCAW4wggFqMIIBEKADAg" +
        "ECAgEEMAoGCCqGSM49BAMCMA8xDTALBgNVBAMMBHJvb3QwIBcNMjYxMTIyMDA1MjUyWhgPMjA1MTA3MTMwMDUyNTJaMBMxETAPBgNVBAMMCGltcG9zdG9yMFkwEwYHKoZI" +
        "zj0CAQYIKoZIzj0DAQcDQgAESekp4UJK4C9EYmMJf1qyhdxzyaS7G7DesYZXZgQgAooAiwGkpXURFwag95QfI+J675PLhq8IEhva/AWsfnAxPKNXMFUwEwYDVR0lBAwwCg" +
        "YIKwYBBQUHAwEwHQYDVR0OBBYEFIolXt5GXvazOGLWOb8X/rO6VPI5MB8GA1UdIwQYMBaAFJrXxVU3cvqMXtfSScOr/QFsq3mBMAoGCCqGSM49BAMCA0gAMEUCIQCr+NkH" +
        "V98IzcxcvdfEO/AhnyoKV40qVTvaE34GaCkJrQIgCC7ptE70yLKKf+LHak2v+N4wvPBX/HIy2NAIxfrKBxE=";

    private static readonly long Now = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void Request_OfACertificate_IsWhatOpensslAsks() =>
        Assert.Equal(Convert.FromBase64String(Question), OcspRequest.Create(Read(Leaf), Read(Root)));

    [Theory]
    [InlineData(Good, RevocationStatus.Good)]
    [InlineData(GoodOfResponder, RevocationStatus.Good)]
    [InlineData(GoodOfImpostor, RevocationStatus.Unknown)]
    [InlineData(Revoked, RevocationStatus.Unknown)]
    public void Answer_AboutAGoodCertificate_CountsFromWhomItMay(string answer, RevocationStatus status) => Assert.Equal(status, Ask(answer, Leaf).Status);

    [Fact]
    public void Answer_AboutARevokedCertificate_SaysSo() => Assert.Equal(RevocationStatus.Revoked, Ask(Revoked, Gone).Status);

    [Fact]
    public void Answer_NotFresh_CountsForNothing()
    {
        var whole = Ask(Good, Leaf);
        Assert.Equal(RevocationStatus.Unknown, Ask(Good, Leaf, whole.ValidUntil + 600_000).Status);
        Assert.Equal(RevocationStatus.Unknown, Ask(Good, Leaf, new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()).Status);
    }

    [Fact]
    public void Answer_EveryChangedOctet_NeverCountsForTheOpposite()
    {
        var octets = Convert.FromBase64String(Good);
        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] ^= 0x21;
            Assert.NotEqual(RevocationStatus.Revoked, OcspResponse.Read(octets, Read(Leaf), Read(Root), SharedCrypto.Best, Now).Status);
            octets[i] ^= 0x21;
        }
    }

    private static OcspAnswer Ask(string answer, string certificate, long? now = null) =>
        OcspResponse.Read(Convert.FromBase64String(answer), Read(certificate), Read(Root), SharedCrypto.Best, now ?? Now);

    private static Certificate Read(string der) => Certificate.TryRead(Convert.FromBase64String(der))!;
}
