using Microsoft.ML.ReinforcementRanking.Tests.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>What fits do to libtorch's number of threads, and what it does to them.</summary>
[Collection(GlobalState.Name)]
public class NumberOfThreadsTests
{
    /// <summary>Not the number of any fit here.</summary>
    private const int OfTheApplication = 5;

    private readonly MLContext _context = new(1);

    public static TheoryData<string> Calls => ["trainer", "values", "propensities"];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Fit_GivenNumber_UsesItAndPutsTheApplicationsBack(string call)
    {
        List<int> during = [];
        var progress = new ProgressList(_ => during.Add(Counts.Here));

        var (here, elsewhere) = CountsAfter(() => Fit(call, 3, progress));

        during.Should().NotBeEmpty().And.OnlyContain(count => count == 3);
        (here, elsewhere).Should().Be((OfTheApplication, OfTheApplication));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Fit_Fails_PutsTheApplicationsNumberBack(string call)
    {
        var progress = new ProgressList(_ => throw new InvalidTimeZoneException());

        var counts = CountsAfter(() => ((Action)(() => Fit(call, 3, progress))).Should().Throw<InvalidTimeZoneException>());

        counts.Should().Be((OfTheApplication, OfTheApplication));
    }

    [Fact]
    public void Fit_OnTwoThreads_EachUsesItsOwnNumber()
    {
        List<int>[] during = [[], []];
        Thread[] threads =
        [
            .. during.Select((counts, index) => new Thread(() => Fit("trainer", index + 2, new ProgressList(_ => counts.Add(Counts.Here))))),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        during[0].Should().NotBeEmpty().And.OnlyContain(count => count == 2);
        during[1].Should().NotBeEmpty().And.OnlyContain(count => count == 3);
    }

    [Fact]
    public void Fit_SmallWork_ChoosesOneThread()
    {
        List<int> during = [];

        Fit("trainer", null, new ProgressList(_ => during.Add(Counts.Here)));

        during.Should().NotBeEmpty().And.OnlyContain(count => count == 1);
    }

    /// <summary>Rounding errors differ where sums are divided in another way, and training carries them on.</summary>
    [Theory]
    [InlineData("policy")]
    [InlineData("tasks")]
    public void Fit_WideLayersOnSeveralThreads_GivesTheScoresOfOne(string kind)
    {
        var one = FitWide(kind, 1);

        var several = FitWide(kind, 3);

        several.Should().HaveSameCount(one);
        for (var row = 0; row < one.Length; row++)
        {
            for (var column = 0; column < one[row].Length; column++)
                several[row][column].Should().BeApproximately(one[row][column], 1e-3f * (1 + MathF.Abs(one[row][column])));
        }
    }

    /// <summary>On a thread that ends with the test, so that the application's number is that of no other test.</summary>
    private static (int Here, int Elsewhere) CountsAfter(Action act)
    {
        var counts = (0, 0);
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            var before = Counts.Here;
            TorchSharp.torch.set_num_threads(OfTheApplication);
            try
            {
                act();
                counts = (Counts.Here, Counts.OnNewThread());
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            finally
            {
                TorchSharp.torch.set_num_threads(before);
            }
        });
        thread.Start();
        thread.Join();
        failure.Should().BeNull();
        return counts;
    }

    private void Fit(string call, int? threads, IProgress<TrainingProgress> progress)
    {
        var data = _context.View();
        var cloning = new FitSettings { NumberOfThreads = threads, Progress = progress }.ToBehaviorCloning(FitSettings.Action);
        switch (call)
        {
            case "values":
                _context.Ranking.FitPolicyValues(ContractTrainers.Named("CategoricalCloning").Model, data, new PolicyValueOptions
                {
                    ResponseColumnNames = ["Click"],
                    NumberOfFolds = 2,
                    NumberOfEpochs = 1,
                    NumberOfThreads = threads,
                    Progress = progress,
                });
                break;
            case "propensities":
                _context.Ranking.EstimatePropensities(data, new() { NumberOfFolds = 2, BehaviorPolicy = cloning });
                break;
            default:
                _context.Ranking.Trainers.BehaviorCloning(cloning).Fit(data);
                break;
        }
    }

    private float[][] FitWide(string kind, int threads)
    {
        var (data, settings) = (_context.View(), new FitSettings { Epochs = 5, NumberOfThreads = threads });
        if (kind == "tasks")
        {
            var tasks = settings.ToMultiTask(new MmoeBackbone { ExpertUnits = [256, 256] });
            tasks.BatchSize = 512;
            return _context.Ranking.Trainers.MultiTask(tasks).Fit(data).Transform(data).ReadScores();
        }
        var policy = settings.ToTscac(FitSettings.Action);
        (policy.HiddenUnits, policy.BatchSize) = ([256, 256], 512);
        return _context.Ranking.Trainers.Tscac(policy).Fit(data).Transform(data).ReadScores();
    }
}
