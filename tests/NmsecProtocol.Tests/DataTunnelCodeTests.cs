using System.Reflection;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>The numbers of data tunnels' algorithms, and that names and numbers lead to one constant each.</summary>
public class DataTunnelCodeTests
{
    [Theory]
    [InlineData(DataTunnelAuthentication.None, 0)]
    [InlineData(DataTunnelAuthentication.HmacMd5, 38)]
    [InlineData(DataTunnelAuthentication.HmacSha1, 39)]
    [InlineData(DataTunnelAuthentication.HmacSha256_128, 7)]
    [InlineData(DataTunnelAuthentication.HmacSha384_192, 13)]
    [InlineData(DataTunnelAuthentication.HmacSha512_256, 14)]
    [InlineData(DataTunnelAuthentication.AesXcbc96, 9)]
    [InlineData(DataTunnelAuthentication.AesGmac128, 4)]
    [InlineData(DataTunnelAuthentication.AesGmac256, 6)]
    public void Authentication_OfADataTunnel_HasItsNumber(DataTunnelAuthentication algorithm, byte number) => Assert.Equal(number, (byte)algorithm);

    [Theory]
    [InlineData(DataTunnelEncryption.None, 0)]
    [InlineData(DataTunnelEncryption.TripleDes, 3)]
    [InlineData(DataTunnelEncryption.Null, 11)]
    [InlineData(DataTunnelEncryption.AesCbc, 12)]
    [InlineData(DataTunnelEncryption.Des, 18)]
    [InlineData(DataTunnelEncryption.AesGcm16, 20)]
    [InlineData(DataTunnelEncryption.ChaCha20Poly1305, 28)]
    public void Encryption_OfADataTunnel_HasItsNumber(DataTunnelEncryption algorithm, byte number) => Assert.Equal(number, (byte)algorithm);

    [Fact]
    public void Constants_OfOneEnumeration_HaveDifferentNumbersAndNames()
    {
        foreach (var enumeration in typeof(StackSection).Assembly.GetTypes().Where(type => type.IsEnum && type.Namespace == typeof(StackSection).Namespace))
        {
            var members = enumeration.GetFields(BindingFlags.Public | BindingFlags.Static);
            Assert.Equal(members.Length, members.DistinctBy(member => Convert.ToUInt64(member.GetRawConstantValue())).Count());
            var names = members.Select(member => member.GetCustomAttribute<NmsecNameAttribute>()?.Name).OfType<string>().ToList();
            Assert.Equal(names.Count, names.Distinct().Count());
        }
    }

    [Fact]
    public void CodeNumbers_Moved_TranslateBothWaysAndTheOldNumberMeansNothing()
    {
        var codes = CodeNumbers.Design.With([KeyValuePair.Create("NMsec_ENCAP_TUNNEL", (byte)9)]);
        var map = codes.MapOf(typeof(EncapsulationMode))!;
        Assert.Equal(9, map.ToWire((byte)EncapsulationMode.Tunnel));
        Assert.Equal((byte)EncapsulationMode.Tunnel, map.FromWire(9));
        Assert.Equal((byte)EncapsulationMode.Unknown, map.FromWire(1));
        Assert.Equal((byte)EncapsulationMode.Transport, map.FromWire(2));
        Assert.Null(codes.MapOf(typeof(DataTunnelProtocol)));
        Assert.Null(CodeNumbers.Design.MapOf(typeof(EncapsulationMode)));
    }
}
