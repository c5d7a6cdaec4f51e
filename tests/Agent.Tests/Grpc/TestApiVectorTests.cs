using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MyIkev2.Agent.Grpc.DaemonApi;
using MyIkev2.Agent.Grpc.TestApi;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>Messages of the test and daemon APIs, octet by octet: SPIs are fixed-width little endian, not varints.</summary>
public sealed class TestApiVectorTests
{
    public static TheoryData<string, IMessage> Vectors => new()
    {
        { "09f8e53fcdf48efa5d", new IKESAQuery { OwnSPI = 0x5DFA8EF4CD3FE5F8 } },
        { "0d2a4b6200", new RekeyChildReq { OwnSPI = 0x00624B2A } },
        { "1005", new ListIKESAQuery { Len = 5 } },
        { "0805121039324541333036363236334643463844", new EventFilter { Level = 5, Keyword = "92EA3066263FCF8D" } },
        {
            "2a08081010b6bbe4980238644593e6c0405864880164900164980164a80164b00101",
            new SummaryResp
            {
                CreateDuration = new Duration { Seconds = 16, Nanos = 588_848_566 },
                NumOfCreatedTunnel = 100,
                SetupRate = 6.0281463f,
                IkesaStateEstablished = 100,
                IkesaTotal = 100,
                LiveCount = 100,
                HasChild = 100,
                ConfiguredCount = 100,
                Role = 1,
            }
        },
        {
            "0801120274311a0f0a0d726f6c653a20636c69656e740a2801",
            new DefineGenericTestReq { Type = 1, Name = "t1", MyIKEv2Test = new DefineMyIKEv2TestReq { Setup = "role: client\n" }, Override = true }
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Message_Encoded_IsTheVector(string hex, IMessage message) => Assert.Equal(hex, Convert.ToHexStringLower(message.ToByteArray()));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vector_Decoded_IsTheMessage(string hex, IMessage message) =>
        Assert.Equal(message, message.Descriptor.Parser.ParseFrom(Convert.FromHexString(hex)));
}
