using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>The API's enumerations have the registry's names, whatever their numbers.</summary>
public sealed class EnumMapperTests
{
    [Fact]
    public void EveryValue_Mapped_KeepsItsName()
    {
        AssertNames<IkeTunnelState>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<IkeTunnelActivity>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<IpsecTunnelState>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<ActivationMethod>(value => EnumMapper.ToMessage(value).ToString(), except: ActivationMethod.Unknown);
        AssertNames<IpsecMode>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<IpsecProtocol>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<CloseReason>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<FailurePhase>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<FailureCause>(value => EnumMapper.ToMessage(value).ToString(), except: FailureCause.None);
        AssertNames<PingTaskState>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<IpFilterKind>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<IpFilterAction>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<CommandStatus>(value => EnumMapper.ToMessage(value).ToString());
        AssertNames<TunnelChangeKind>(value => EnumMapper.ToMessage(value).ToString(), except: TunnelChangeKind.Resync);
    }

    [Fact]
    public void State_ThereAndBack_IsTheSame() =>
        Assert.All(Enum.GetValues<IkeTunnelState>(), state => Assert.Equal(state, EnumMapper.FromMessage(EnumMapper.ToMessage(state))));

    [Fact]
    public void ConfigurationForm_OfARequest_KeepsItsName()
    {
        Assert.All(
            Enum.GetValues<ConfigurationForm>(), form => Assert.Equal(form, EnumMapper.FromMessage(Enum.Parse<V1.ConfigurationForm>(form.ToString()))));
        Assert.Equal(ConfigurationForm.Blocks, EnumMapper.FromMessage(V1.ConfigurationForm.Unspecified));
    }

    [Fact]
    public void FilterSet_OfARequest_KeepsItsName()
    {
        Assert.All(Enum.GetValues<IpFilterSet>(), set => Assert.Equal(set, EnumMapper.FromMessage(Enum.Parse<V1.IpFilterSet>(set.ToString()))));
        Assert.Equal(IpFilterSet.Current, EnumMapper.FromMessage(V1.IpFilterSet.Unspecified));
    }

    private static void AssertNames<T>(Func<T, string> map, T? except = null) where T : struct, Enum =>
        Assert.All(Enum.GetValues<T>().Where(value => !value.Equals(except)), value => Assert.Equal(value.ToString(), map(value)));
}
