using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Runs the authors' own training step in a Python process, from a clone of their repository. The process takes steps when it is asked to, so that it can
/// take turns with the other sides.
/// </summary>
internal sealed class AuthorsProgram : IDisposable
{
    private const string Script = """
        import sys, time
        from types import SimpleNamespace
        folder, rows, batch, features, responses = sys.argv[1], *map(int, sys.argv[2:])
        sys.path.insert(0, folder)
        import numpy, torch
        from algos.MULTI_CRITIC import MULTICRI_DDPG
        from buffer import ReplayBuffer
        sizes = dict(state_dim=features, action_dim=1, max_action=150, reward_dim=responses, response_dim=responses, max_buffer_size=rows)
        weights = dict(reward_click=.1, reward_like=.1, reward_follow=.1, reward_comment=.1, reward_forward=.1, reward_hate=-.1, reward_play_time=30)
        args = SimpleNamespace(discount=.99, tau=.001, bc_loss_coeff=.001, **sizes, **weights)
        numpy.random.seed(1)
        torch.manual_seed(1)
        log, agent = ReplayBuffer(args), MULTICRI_DDPG(args)
        log.size = rows
        log.state, log.next_state = numpy.random.rand(rows, features), numpy.random.rand(rows, features)
        log.action, log.response = 150 * numpy.random.rand(rows, 1), numpy.random.rand(rows, responses)
        log.not_done = (numpy.random.rand(rows, 1) > .05) * 1.
        for line in sys.stdin:
            steps, threads = map(int, line.split())
            torch.set_num_threads(threads)
            start = time.perf_counter()
            for _ in range(steps):
                agent.train(log, args, batch)
            print((time.perf_counter() - start) / steps, flush=True)
        """;

    private readonly Process _python;

    /// <param name="folder">The clone of the authors' repository.</param>
    /// <param name="python">The Python program.</param>
    public AuthorsProgram(string folder, string python)
    {
        int[] sizes = [AuthorsShape.Rows, AuthorsShape.Batch, AuthorsShape.Features, AuthorsShape.Responses];
        string[] arguments = ["-c", Script, Path.GetFullPath(folder), .. sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))];
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        _python = Process.Start(start)!;
    }

    /// <summary>Returns the seconds of a step on one thread, on the mean.</summary>
    public double Measure(int steps)
    {
        _python.StandardInput.WriteLine($"{steps} 1");
        _python.StandardInput.Flush();
        return double.Parse(_python.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The authors' program ended early. Its error is above."),
            CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _python.StandardInput.Close();
        _python.WaitForExit();
        _python.Dispose();
    }
}
