using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Ranks;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>
/// Tests that small fits of every trainer have the losses, held-out metrics and scores that RecordedFits.txt holds. A change of a step that no equation test
/// notices changes them. Where the numbers change on purpose, the lines of the failure replace those of the file.
/// </summary>
public sealed class RecordedFitsTests
{
    // Processors round sums of matrix products differently. Between two of different makers, the largest difference was 8e-6 of a number.
    private const double Share = 5e-5, Least = 5e-6;

    private static readonly Dictionary<string, FitSettings> Layouts = new()
    {
        ["plain"] = new(),
        ["sets"] = new() { HasEligibleActions = true },
        ["candidates"] = new() { HasCandidates = true },
    };

    public static TheoryData<string, string> Fits
    {
        get
        {
            TheoryData<string, string> fits = [];
            foreach (var trainer in ContractTrainers.All)
                foreach (var layout in Layouts.Keys.Where(layout => layout == "plain" || trainer.Kind == ContractKind.Catalog))
                    fits.Add(trainer.Name, layout);
            return fits;
        }
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void Fit_SmallLog_HasTheRecordedNumbers(string name, string layout)
    {
        var fit = $"{name} {layout}: ";
        var expected = File.ReadLines(Path.Combine(Repository.Root, "tests/Microsoft.ML.ReinforcementRanking.Tests/Learning/RecordedFits.txt"))
            .Where(line => line.StartsWith(fit, StringComparison.Ordinal)).ToArray();

        string[] actual = [.. Describe(ContractTrainers.Named(name), Layouts[layout]).Select(line => fit + line)];

        actual.Select(Words).Should().BeEquivalentTo(expected.Select(Words), comparison => comparison.WithStrictOrdering(), string.Join('\n', actual));
        foreach (var (number, recorded) in actual.SelectMany(Numbers).Zip(expected.SelectMany(Numbers)))
            number.Should().BeApproximately(recorded, Least + Share * Math.Abs(recorded), string.Join('\n', actual));
    }

    private static IEnumerable<string> Describe(ContractTrainer trainer, FitSettings settings)
    {
        var context = new MLContext(1);
        var log = settings.HasCandidates ? context.Candidates() : context.View();
        var progress = new ProgressList();
        var model = trainer.Create(context, settings with { Progress = progress }).Fit(log);
        foreach (var report in progress)
            yield return $"{report.Stage} {report.Epoch}: {Describe(report.Losses.Concat(report.Metrics))}";
        var columns = ModelNumbers.ByColumn((Transformer)model, log).Where(column => column.Numbers.Length > 0);
        if (settings.HasCandidates)
            columns = columns.Append(("scores within requests", ScoresWithinRequests(model.Transform(log))));
        yield return $"outputs: {Describe(columns.Select(column
            => KeyValuePair.Create(column.Column, Math.Sqrt(column.Numbers.Average(number => (double)number * number)))))}";
    }

    /// <summary>Returns the scores of candidates without the mean of their request, which has no effect and differs between processors.</summary>
    private static float[] ScoresWithinRequests(IDataView scored)
        => [.. scored.GetColumn<float>("Score").Zip(CandidateLog.Rows).GroupBy(pair => pair.Second.Request, pair => pair.First)
            .SelectMany(scores => scores.Select(score => score - scores.Average()))];

    private static string Describe(IEnumerable<KeyValuePair<string, double>> numbers)
        => string.Join("; ", numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $"{number.Key} = {number.Value:G7}")));

    private static string Words(string line) => string.Join("; ", line.Split("; ").Select(part => part.Split(" = ")[0]));

    private static IEnumerable<double> Numbers(string line)
        => line.Split("; ").Where(part => part.Contains(" = ")).Select(part => double.Parse(part.Split(" = ")[1], CultureInfo.InvariantCulture));
}
