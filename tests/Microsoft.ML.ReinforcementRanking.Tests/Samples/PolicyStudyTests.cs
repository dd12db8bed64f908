using Microsoft.ML.Data;
using ShortVideo;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Runs the sample on a log of a few hundred rows, which takes seconds. Its results have no meaning.</summary>
public sealed class PolicyStudyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policy-study-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 0)]
    public void Run_WithOrWithoutPropensitiesAndCandidates_GivesAPolicyThatSavesAndScores(bool isRandom, int candidates)
    {
        SimulatedLog.Write(_folder, seed: 1, new SimulatedLogOptions { Users = 60, Videos = 50, Candidates = candidates });
        if (!isRandom)
            File.Move(Path.Combine(_folder, SimulatedLog.LogFileName), Path.Combine(_folder, "log_standard_simulated.csv"));
        var ml = new MLContext(1);
        var prepared = PreparedLog.Read(ml, _folder);
        var parts = prepared.Data.Parts;

        var policy = prepared.Study(ml, seed: 1).Run().Tscac.Policy;

        var model = new TransformerChain<ITransformer>(prepared.Preparation, policy);
        SavedModel.Save(ml, prepared, policy, _folder);
        var loaded = new MLContext().Model.Load(Path.Combine(_folder, "model.zip"), out var inputs);
        inputs.Select(column => column.Name).Should()
            .Equal((string[])["VideoId", .. candidates > 0 ? ["Candidates"] : Array.Empty<string>(), "Preferences", "Profile", "History"]);
        Probabilities(loaded, parts.Test).Should().Equal(Probabilities(model, parts.Test)).And.OnlyContain(probability => probability > 0 && probability <= 1);
        FluentActions.Invoking(() => SavedModel.Score(new Arguments { Data = _folder, Output = _folder })).Should().NotThrow();
    }

    private static IEnumerable<float> Probabilities(ITransformer model, IDataView rows) => [.. model.Transform(rows).GetColumn<float>("Probability")];
}
