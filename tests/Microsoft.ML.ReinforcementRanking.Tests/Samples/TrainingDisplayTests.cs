using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Tests what the samples write about a fit if their output is redirected.</summary>
public sealed class TrainingDisplayTests
{
    [Theory]
    [InlineData("TscacContinuous")]
    [InlineData("Rmtl")]
    public void Lines_OfAFit_AreOnePerStageWithoutControlCharacters(string trainer)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var lines = new TrainingDisplay.Lines(output);

        var model = ContractTrainers.Named(trainer).Fit(new() { Epochs = 3, Progress = lines });
        lines.EndStages();

        string[] stages = [.. model.Model.History.Select(entry => entry.Stage).Distinct()];
        var written = output.ToString().TrimEnd('\n').Split('\n');
        written.Should().HaveCount(stages.Length, "stages that are trained together report in turn");
        written.Zip(stages).Should().OnlyContain(pair => pair.First.Contains($"{pair.Second}, epoch 3/3: "));
        written.Should().OnlyContain(line => !line.Any(char.IsControl));
    }
}
