using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

public class NotifyTypeTests
{
    [Theory]
    [InlineData(NotifyType.NoProposalChosen, "NO_PROPOSAL_CHOSEN")]
    [InlineData(NotifyType.InvalidKePayload, "INVALID_KE_PAYLOAD")]
    [InlineData(NotifyType.TsUnacceptable, "TS_UNACCEPTABLE")]
    [InlineData(NotifyType.AdditionalIp4Address, "ADDITIONAL_IP4_ADDRESS")]
    [InlineData(NotifyType.Cookie2, "COOKIE2")]
    [InlineData((NotifyType)40960, "40960")]
    public void RfcName_KnownOrNot_IsWhatOtherLogsWrite(NotifyType type, string expected) => Assert.Equal(expected, type.RfcName());
}
