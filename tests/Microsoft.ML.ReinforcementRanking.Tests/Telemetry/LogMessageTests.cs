using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Telemetry;

/// <summary>Tests what a fit writes to the log of its context.</summary>
public sealed class LogMessageTests
{
    private readonly MLContext _context = new(1);
    private readonly List<LoggingEventArgs> _log = [];

    public LogMessageTests() => _context.Log += (_, entry) =>
    {
        if (entry.Source.Contains("Training", StringComparison.Ordinal))
            _log.Add(entry);
    };

    [Fact]
    public void Fit_Policy_TellsStartStagesAndEnd()
    {
        _context.Ranking.Trainers.Tscac(new FitSettings { Epochs = 3 }.ToTscac("Action")).Fit(_context.View());

        Infos().Should().SatisfyRespectively(
            start => start.Should().Match("The fit starts on * rows of * sessions, * actions, with * rows of * sessions held out. "
                + "Stages: 'behavior policy', 'critic Click', 'critic Label'."),
            cloning => cloning.Should().MatchRegex(@"^Stage 'behavior policy' \(1 of 3\): keeps epoch [1-3] of 3, .*; held out: .*\.$"),
            critic => critic.Should().MatchRegex(@"^Stage 'critic Click' \(2 of 3\): keeps epoch [1-3] of 3, .*; held out: error .*, r2 .*\.$"),
            critic => critic.Should().MatchRegex(@"^Stage 'critic Label' \(3 of 3\): keeps epoch [1-3] of 3, "),
            end => end.Should().MatchRegex(@"^The fit ended after [0-9]+\.[0-9] s\.$"));
        _log.Should().OnlyContain(entry => entry.Source.StartsWith("TscacRankingTrainer", StringComparison.Ordinal), "this is the source of an ML.NET trainer");
    }

    [Fact]
    public void Fit_TasksWithoutHeldOutSessions_SaysThatNothingIsHeldOut()
    {
        var options = new FitSettings { Epochs = 1, ValidationFraction = 0 }.ToMultiTask(new MmoeBackbone());
        _context.Ranking.Trainers.MultiTask(options).Fit(_context.View());

        Infos().Should().HaveCount(3);
        Infos()[0].Should().Match("The fit starts on * rows of * sessions, with nothing held out. Stages: 'tasks'.");
        Infos()[1].Should().StartWith("Stage 'tasks' (1 of 1): keeps epoch 1 of 1, ").And.NotContain("held out");
    }

    [Fact]
    public void CrossValidatePolicy_Folds_AreNamed()
    {
        var data = Evaluation.ScoredLog.View(Worlds.SessionWorld.Log(40, seed: 1));

        _context.Ranking.CrossValidatePolicy(data, _context.Ranking.Trainers.BehaviorCloning(
            new BehaviorCloningTrainer.Options { NumberOfEpochs = 1, HiddenUnits = [] }), ["Reward"],
            options: new() { NumberOfFolds = 2 });

        Infos().Should().ContainMatch("Fold 1 of 2: The fit starts on *").And.ContainMatch("Fold 2 of 2: The fit ended after *");
    }

    private string[] Infos() => [.. _log.Where(entry => entry.Kind == ChannelMessageKind.Info).Select(entry => entry.RawMessage)];
}
