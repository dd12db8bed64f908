using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp;
using TorchSharp.Modules;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that the tensors of a fit do not become more from epoch to epoch.</summary>
[Collection(GlobalState.Name)]
public sealed class LiveTensorTests
{
    [Theory]
    [Trainers]
    public void Fit_ManyEpochs_HasAsManyLiveTensorsInEach(string name)
    {
        List<(string Stage, long Count)> live = [];
        var progress = new ProgressList(report => live.Add((report.Stage, torch.Tensor.TotalCount)));

        ContractTrainers.Named(name).Fit(new() { Epochs = 5, Progress = progress });

        // The optimizer creates its moments in the first epoch. Finalizers of earlier tests can only lower the count.
        foreach (var stage in live.GroupBy(epoch => epoch.Stage))
            stage.Skip(2).Should().OnlyContain(epoch => epoch.Count <= stage.ElementAt(1).Count);
    }

    /// <summary>Tests why the count is higher after a fit than before, although everything is disposed of. A later version of TorchSharp may mend it.</summary>
    [Fact]
    public void TotalCount_OfTorchSharp_CountsEachParameterOnceTooOften()
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1);
        var before = torch.Tensor.TotalCount;

        new Parameter(torch.zeros(1)).Dispose();

        torch.Tensor.TotalCount.Should().Be(before + 1, "the parameter takes the handle of the tensor, which is never counted out");
    }
}
