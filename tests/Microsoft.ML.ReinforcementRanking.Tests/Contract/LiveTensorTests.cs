using Microsoft.ML.Trainers.ReinforcementRanking;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that a fit frees its tensors, while it trains and when it ends.</summary>
[Collection(GlobalState.Name)]
public sealed class LiveTensorTests
{
    [Theory]
    [Trainers]
    public void Fit_ManyEpochs_HasAsManyLiveTensorsInEachAndLeavesNone(string name)
    {
        List<(string Stage, long Count)> live = [];
        var progress = new ProgressList(report => live.Add((report.Stage, torch.Tensor.TotalCount)));
        TorchLibrary.EnsureLoaded();
        var before = torch.Tensor.TotalCount;

        ContractTrainers.Named(name).Fit(new() { Epochs = 5, Progress = progress });

        // Finalizers of earlier tests can only lower the count.
        torch.Tensor.TotalCount.Should().BeLessThanOrEqualTo(before, "a fit leaves no tensor");
        // The optimizer creates its moments in the first epoch.
        foreach (var stage in live.GroupBy(epoch => epoch.Stage))
            stage.Skip(2).Should().OnlyContain(epoch => epoch.Count <= stage.ElementAt(1).Count);
    }
}
