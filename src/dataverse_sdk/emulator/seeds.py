"""Made-up people."""
def demo():
    return {}
