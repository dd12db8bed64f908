namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Compares RMTL with plain training of the same number of epochs, with linear models (docs/results/rmtl-worlds.md). If one model cannot represent the
/// laws of both short, hard sessions and long, easy sessions, the weights of critics move it toward the short ones. If it can, the weights change nothing.
/// </summary>
public sealed class SessionWeightWorldTests
{
    private const double Strength = 2;
    private const double Discount = 0.5;
    private const int HeldOutSessions = 4000;
    private const int HeldOutSeed = 999;

    [Fact]
    public void Rmtl_ShortHardSessions_LowersTheSessionLogLossOfBothTasks()
    {
        const int Seeds = 3;
        var world = TaskWorld.ShortHardSessions();
        var heldOut = world.Draw(HeldOutSessions, HeldOutSeed);

        var fits = Enumerable.Range(1, Seeds).Select(seed => Fits(world, seed, heldOut)).ToArray();

        // With exact critics and infinitely many rows, the gains are 0.0038 nats for Click and 0.0023 nats for Purchase. The gain of one log has a
        // standard deviation of 0.0009, so the mean of three has a standard error of 0.0005 (docs/results/rmtl-worlds.md). Half of the gain differs from 0
        // and from the whole gain by more than two standard errors for Purchase, and by nearly four for Click.
        double[] margins = [0.0038 / 2, 0.0023 / 2];
        foreach (var (index, task) in TaskRow.Tasks.Index())
        {
            double Gain(Func<FittedLosses, LawLosses[]> control) => fits.Average(fit => control(fit)[index].SessionLogLoss - fit.Rmtl[index].SessionLogLoss);
            Gain(fit => fit.Plain).Should().BeGreaterThan(margins[index], task);
            Gain(fit => fit.MaximumLikelihood).Should().BeGreaterThan(margins[index], $"more epochs of plain training end there: {task}");
        }
    }

    [Fact]
    public void Rmtl_OneLinearLaw_ChangesNothing()
    {
        const int Seeds = 2;
        var world = TaskWorld.OneLinearLaw();
        var heldOut = world.Draw(HeldOutSessions, HeldOutSeed);

        var fits = Enumerable.Range(1, Seeds).Select(seed => Fits(world, seed, heldOut)).ToArray();

        // The model can represent the law, so any positive weights have the law as their optimum. The remaining difference is the noise of estimates. On
        // average, d weights that are learned from n rows cost d / 2n more than the law, and each of the two fits has its own noise.
        const double MeanLength = 8;
        var margin = 2 * TaskWorld.LinearParameters / (2 * LinearFits.Sessions * MeanLength);
        foreach (var (index, task) in TaskRow.Tasks.Index())
            fits.Average(fit => fit.Rmtl[index].SessionLogLoss - fit.Plain[index].SessionLogLoss).Should().BeApproximately(0, margin, task);
    }

    private static FittedLosses Fits(TaskWorld world, int seed, TaskRow[] heldOut)
    {
        var log = TaskRow.View(world.Draw(LinearFits.Sessions, seed));
        var fits = new LinearFits(seed);
        return new(
            LawLosses.Of(heldOut, fits.MultiTask(log)),
            LawLosses.Of(heldOut, LinearFits.MaximumLikelihood(log, TaskRow.View(heldOut))),
            LawLosses.Of(heldOut, fits.Rmtl(log, Strength, Discount)));
    }

    private sealed record FittedLosses(LawLosses[] Plain, LawLosses[] MaximumLikelihood, LawLosses[] Rmtl);
}
