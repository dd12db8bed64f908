// A fit of the tests keeps one core busy. Test classes run two at a time, which uses the cores of a small machine, and those that observe state of the whole
// process (GlobalState) run alone. No result depends on the tests that run at the same time, because all seeds and draws belong to a fit or a test.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
