using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

/// <summary>Tests what networks inherit. The device <c>meta</c>, on which tensors have a shape and no numbers, stands for a GPU.</summary>
public sealed class NetworkModuleTests : IDisposable
{
    private readonly TorchSession _session = Tabular.OpenTorch(1);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void MoveTo_OtherDevice_MovesEveryParameterThatIsUsed()
    {
        using var policy = new GaussianPolicy(NetworkPlan.Tower(3, [4], 2), 0, range: null);
        var before = policy.AllParameters().ToArray();
        before[1].requires_grad = false;

        policy.MoveTo(META);

        policy.AllParameters().Select(parameter => parameter.device.type).Should().Equal(Enumerable.Repeat(DeviceType.META, before.Length));
        policy.AllParameters().Select(parameter => parameter.requires_grad).Should().Equal(true, false, true, true, true);
        before.Should().OnlyContain(parameter => parameter.IsInvalid);
        policy.UnlimitedLogDeviations.device.type.Should().Be(DeviceType.META);
        policy.Means(zeros(5, 3, device: META)).shape.Should().Equal(5, 2);
    }

    [Fact]
    public void MoveTo_NetworkOfActions_MovesEveryTable()
    {
        var shape = new TwoTowerShape(6, 7, [4], 2, Dropout: 0, UseActionIdentity: true, MatchedVectors: 1) { PositionCount = 3 };
        using var network = new TwoTowerNetwork(shape, zeros(7, 2, device: META));

        network.MoveTo(META);

        network.AllParameters().Should().HaveCount(3 + 4 + 4).And.OnlyContain(parameter => parameter.device.type == DeviceType.META);
        network.EmbedStates(zeros(5, 6, device: META)).shape.Should().Equal(5, 2 + 3);
        network.EmbedActions(null).shape.Should().Equal(7, 2 + 3);
    }

    [Fact]
    public void MoveTo_SameDevice_KeepsTheParameters()
    {
        using var module = new PlannedModule(NetworkPlan.Tower(3, [4], 2), 0);
        var before = module.AllParameters().ToArray();

        module.MoveTo(CPU);

        module.AllParameters().Should().Equal(before, ReferenceEquals);
    }

    [Fact]
    public void SetTraining_NetworkOfNetworks_ReachesEveryPart()
    {
        using var policy = new GaussianPolicy(NetworkPlan.Tower(3, [4], 2), 0, range: null);
        policy.AllModules().Should().HaveCount(4).And.OnlyContain(module => module.IsTraining);

        policy.SetTraining(false);

        policy.AllModules().Should().OnlyContain(module => !module.IsTraining);
    }

    [Fact]
    public void Dispose_Network_DisposesOfEveryParameter()
    {
        var policy = new GaussianPolicy(NetworkPlan.Tower(3, [4], 2), 0, range: null);
        var parameters = policy.AllParameters().ToArray();

        policy.Dispose();

        parameters.Should().HaveCount(5).And.OnlyContain(parameter => parameter.IsInvalid);
    }
}
